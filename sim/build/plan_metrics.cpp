#include "sim/build/plan_metrics.hpp"

#include <algorithm>

#include "sim/build/bill.hpp"
#include "sim/build/fabric/fabric_build.hpp"
#include "sim/build/fabric/fabric_latency.hpp"
#include "sim/build/fabric/graph_check.hpp"
#include "sim/build/facility_builder.hpp"
#include "sim/build/node_types.hpp"
#include "sim/build/plan.hpp"
#include "sim/build/power/contingency.hpp"
#include "sim/build/power/power_tree.hpp"

namespace datahall {
namespace {

constexpr double meters_per_mile = 1609.344;

class MetricList {
public:
    void add(const char* name, std::optional<double> value, const char* unit, const char* meaning) {
        list_.push_back({name, value, unit, meaning});
    }
    std::vector<Metric> take() { return std::move(list_); }

private:
    std::vector<Metric> list_;
};

double count_role(const Facility& f, RackRole role) {
    return static_cast<double>(std::ranges::count(f.racks, role, &Rack::role));
}

void add_hall(const Facility& f, MetricList& m) {
    double devices = 0;
    double mass = 0;
    for (const Rack& r : f.racks) {
        if (r.node_type != no_index) devices += double(r.nodes) * f.node_types[r.node_type].devices;
        mass += r.mass.si();
    }
    m.add("hall.area", (f.width * f.depth).si(), "m2", "Inner area of the hall");
    m.add("hall.positions", f.positions, "count", "Rack positions after the lost share");
    m.add("hall.racks", static_cast<double>(f.racks.size()), "count", "Racks set down");
    m.add("hall.stopped_by_power", f.binding == "power" ? 1 : 0, "1",
          "1 when the power limit stopped the block that fills, 0 when the floor did");
    m.add("hall.racks_compute", count_role(f, RackRole::compute), "count", "Racks with servers");
    m.add("hall.racks_network", count_role(f, RackRole::network), "count", "Racks for fabric switches");
    m.add("hall.racks_storage", count_role(f, RackRole::storage), "count", "Storage racks");
    m.add("hall.racks_management", count_role(f, RackRole::management), "count", "Management racks");
    m.add("hall.nodes", f.node_count(), "count", "Servers");
    m.add("hall.devices", devices, "count", "Devices that jobs run on");
    m.add("hall.mass", mass, "kg", "Mass of all racks with their contents");
}

void add_power(const ScenarioConfig& s, const Facility& f, const CoolingDesign& cooling, MetricList& m) {
    double racks = 0;
    double expected = 0;
    double densest = 0;
    for (const Rack& r : f.racks) {
        racks += r.nameplate.si();
        expected += r.nameplate.si();
        if (r.node_type != no_index) {
            const NodeTypeRow& type = f.node_types[r.node_type];
            expected += r.nodes * (full_work(type, f.loss_points) - type.nameplate).si();
        }
        densest = std::max(densest, r.nameplate.si());
    }
    const double area = (f.width * f.depth).si();
    m.add("power.it_nameplate", racks, "W", "Nameplate power of everything in racks");
    m.add("power.it_expected", expected, "W",
          "The same with each server at full work by its components or curve instead of its nameplate");
    m.add("power.rack_mean", racks / static_cast<double>(f.racks.size()), "W", "Nameplate of a rack, mean");
    m.add("power.rack_highest", densest, "W", "Nameplate of the strongest rack");
    m.add("power.density", racks / area, "W/m2", "Nameplate power over the hall's area");
    m.add("power.cooling_design", f.mechanical_planned().si(), "W",
          "Power of the cooling plants at nameplate heat in the hottest weather");
    m.add("power.utility_planned", planned_at_utility(f).si(), "W",
          "Power at the utility meter with everything at nameplate");
    double chain_mass = 0;
    for (const PowerElement& e : f.elements) {
        const LossElementType& type = s.catalogue.power.find(f.power_levels[e.level].type)->second;
        chain_mass += type.mass_per_kw * e.unit_rating.si() * 1e-3 * e.units;
    }
    m.add("power.chain_mass", chain_mass, "kg",
          "Mass of the buses of the power chain whose types say theirs");
    m.add("power.elements", static_cast<double>(f.elements.size()), "count", "Buses of the power chain");
    m.add("cooling.air_design", cooling.air_heat.si(), "W", "Nameplate heat to the hall's air");
    m.add("cooling.liquid_design", cooling.liquid_heat.si(), "W", "Nameplate heat to cold plates");
}

// Mean, width of the fabric, what it takes on the floor, over the trays and in work.
void add_wiring(const ScenarioConfig& s, const Facility& f, const TierCables& total, MetricList& m) {
    const bool is_wired = !f.fabric.switches.empty();
    const SwitchType type = is_wired ? s.catalogue.switches.find(s.fabric->device)->second : SwitchType{};
    const auto switches = static_cast<double>(f.fabric.switches.size());
    const auto cables = static_cast<double>(total.cables);
    const InstallationConfig work = is_wired ? s.fabric->installation : InstallationConfig{};
    const TrayConfig& tray = s.hall.tray;
    const TrayFill fill =
        is_wired ? fill_of(load_trays(s, f).segments(), tray.width * tray.depth, tray.fill) : TrayFill{};
    const double bisection =
        is_wired ? measure_tiers(f.fabric).bisection_nic_rates * type.port_rate.si() : 0.0;
    m.add("network.cable_mean", cables > 0 ? std::optional{total.geometric.si() / cables} : std::nullopt, "m",
          "Run of a cable, mean");
    m.add("network.bisection", bisection, "bit/s", "One way between two halves of the fabric's endpoints");
    m.add("network.switch_units", switches * static_cast<double>(type.rack_units), "count",
          "Rack units of all switches");
    m.add("network.switch_power", switches * type.power_typical.si(), "W",
          "Power of all switches without cable ends");
    m.add("network.tray_fill_worst", fill.worst, "1", "Section of the cables over that of the fullest tray");
    m.add("network.trays_overfull", static_cast<double>(fill.over), "count",
          "Lengths of tray, from rack to rack or row to row, filled beyond hall.tray.fill");
    m.add("network.installation",
          is_wired ? work.per_cable.si() * cables + work.per_rack.si() * static_cast<double>(f.racks.size())
                   : 0.0,
          "s", "Labor of cabling the fabric and setting up the racks");
}

void add_latency(const ScenarioConfig& s, const Facility& f, MetricList& m) {
    const std::optional<LatencyRange> latency = latency_range(s, f);
    m.add(
        "network.latency_mean", latency ? std::optional{latency->mean.si()} : std::nullopt, "s",
        "First byte from NIC to NIC of another node on an idle fabric over the fewest cables: switches, 5 ns "
        "a metre and 0.8 us in the NICs (estimate); mean of all pairs, of fabrics with more than 64 leaves "
        "of "
        "those from 64");
    m.add("network.latency_worst", latency ? std::optional{latency->worst.si()} : std::nullopt, "s",
          "The same of the pair that is farthest apart, over its longest cables");
}

double count_switches(const Facility& f, SwitchRole role) {
    return static_cast<double>(std::ranges::count(f.fabric.switches, role, &SwitchPlan::role));
}

void add_network(const ScenarioConfig& s, const Facility& f, MetricList& m) {
    const CableSchedule cables = f.fabric.switches.empty() ? CableSchedule{} : schedule_cables(s, f);
    const TierCables total = cables.total();
    const auto links = [&](LinkTier tier) { return static_cast<double>(cables.of(tier).cables); };
    m.add("network.switches", static_cast<double>(f.fabric.switches.size()), "count", "Fabric switches");
    m.add("network.switches_leaf", count_switches(f, SwitchRole::leaf), "count", "Leaf switches");
    m.add("network.switches_spine", count_switches(f, SwitchRole::spine), "count", "Spine switches");
    m.add("network.switches_core", count_switches(f, SwitchRole::core), "count", "Core switches");
    m.add("network.links", static_cast<double>(total.cables), "count", "Cables of the fabric");
    m.add("network.links_node_leaf", links(LinkTier::node_leaf), "count", "Cables between nodes and leaves");
    m.add("network.links_leaf_spine", links(LinkTier::leaf_spine), "count",
          "Cables between leaves and spines");
    m.add("network.links_spine_core", links(LinkTier::spine_core), "count",
          "Cables between spines and cores");
    m.add("network.links_local", links(LinkTier::local), "count", "Cables between leaves of one group");
    m.add("network.links_global", links(LinkTier::global), "count", "Cables between groups");
    m.add("network.links_management", links(LinkTier::management), "count", "Cables to fabric managers");
    m.add("network.oversubscription", f.fabric.oversubscription, "1",
          "Worst down to up bandwidth of a switch");
    m.add("network.cable_length", total.geometric.si(), "m", "Length that the cables' runs need");
    m.add("network.cable_length_ordered", total.ordered.si(), "m", "Length in the stock lengths ordered");
    m.add("network.cable_miles", total.geometric.si() / meters_per_mile, "mi", "The same length in miles");
    m.add("network.cable_miles_ordered", total.ordered.si() / meters_per_mile, "mi",
          "Ordered length in miles");
    m.add("network.cable_longest", total.longest_geometric.si(), "m", "Longest run");
    m.add("network.cables_out_of_reach", static_cast<double>(total.out_of_reach), "count",
          "Cables longer than any medium reaches");
    m.add("network.transceivers", static_cast<double>(total.transceivers), "count", "Pluggable modules");
    m.add("network.optics_power", total.power.si(), "W", "Power of all cable ends");
    m.add("network.cable_mass", total.mass.si(), "kg", "Mass of all cables");
    m.add("network.cable_price", cost_of(f.bill, {"cable"}), "USD", "Price of cables and transceivers");
    add_wiring(s, f, total, m);
    add_latency(s, f, m);
}

}  // namespace

std::vector<Metric> plan_metrics(const ScenarioConfig& scenario, const Facility& facility,
                                 const CoolingDesign& cooling) {
    MetricList m;
    add_hall(facility, m);
    add_power(scenario, facility, cooling, m);
    add_network(scenario, facility, m);
    return m.take();
}

Plan make_plan(const Scenario& scenario) {
    Facility f = build_facility(scenario);
    Plan plan{.scenario = scenario.name(),
              .metrics = f.plan,
              .findings = f.findings,
              .sources = f.sources,
              .bill = f.bill,
              .power = plan_power(f, scenario.config().catalogue),
              .facility = {}};
    plan.facility = std::move(f);
    return plan;
}

}  // namespace datahall
