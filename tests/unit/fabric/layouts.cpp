#include "tests/unit/fabric/layouts.hpp"

#include <algorithm>
#include <cmath>

namespace datahall {
namespace {

using namespace literals;

constexpr double rack_pitch = 0.6;
constexpr double rack_unit = 0.04445;
constexpr std::uint32_t nodes_per_unit = 32;

Medium medium(const char* name, double reach_m, bool is_optical) {
    Medium m;
    m.name = name;
    m.reach = Meters::from_si(reach_m);
    m.power_per_end = is_optical ? 8.5_W : 0.05_W;
    m.power_at_node = is_optical ? 9_W : 0.05_W;
    m.transceivers = is_optical ? 2 : 0;
    m.diameter = 0.003_m;
    m.linear_mass = KilogramsPerMeter::from_si(0.01);
    m.price = 100_USD;
    m.price_per_end = is_optical ? 1000_USD : 0_USD;
    m.price_per_metre = 2_USD;
    return m;
}

std::uint32_t ceil_div(std::uint32_t a, std::uint32_t b) {
    return (a + b - 1) / b;
}

// Turns numbers in the sequence of racks into ends.
class Bank {
public:
    Bank(const FabricPlan& plan, std::uint32_t nodes, const BankLayout& layout) : layout_{layout} {
        for (const SwitchPlan& s : plan.switches) (s.role == SwitchRole::leaf ? leaves_ : above_) += 1;
        units_ = ceil_div(nodes, nodes_per_unit);
        racks_per_unit_ = nodes_per_unit / layout.nodes_per_rack + 1;
        bank_racks_ = ceil_div(above_, 8);
    }

    std::uint32_t racks() const { return units_ * racks_per_unit_ + bank_racks_; }

    CableEnd node(std::uint32_t n) const {
        const std::uint32_t in_unit = n % nodes_per_unit;
        const std::uint32_t compute = in_unit / layout_.nodes_per_rack;
        const bool is_past_leaf_rack = compute >= (racks_per_unit_ - 1) / 2;
        const std::uint32_t rack = first_rack(n / nodes_per_unit) + compute + (is_past_leaf_rack ? 1 : 0);
        return end(rack, 4 + 9 * (in_unit % layout_.nodes_per_rack));
    }
    CableEnd leaf(const SwitchPlan& s) const {
        return end(first_rack(s.group) + (racks_per_unit_ - 1) / 2, 10 + 2 * (s.index % 8));
    }
    CableEnd in_bank(std::uint32_t index) const {
        return end(units_ / 2 * racks_per_unit_ + index / 8, 6 + 4 * (index % 8));
    }

private:
    std::uint32_t first_rack(std::uint32_t unit) const {
        return unit * racks_per_unit_ + (unit < units_ / 2 ? 0 : bank_racks_);
    }
    CableEnd end(std::uint32_t rack, std::uint32_t unit) const {
        return {Meters::from_si(rack_pitch * (rack % 18)), layout_.row_pitch * (rack / 18),
                Meters::from_si(rack_unit * unit), rack, rack / 18};
    }

    BankLayout layout_;
    std::uint32_t leaves_ = 0;
    std::uint32_t above_ = 0;  // spines and cores
    std::uint32_t units_ = 0;
    std::uint32_t racks_per_unit_ = 0;
    std::uint32_t bank_racks_ = 0;
};

}  // namespace

const CableFamily& test_family() {
    static const CableFamily family{
        400_Gbps,
        {medium("dac", 3, false), medium("acc", 5, false), medium("mmf", 50, true), medium("smf", 100, true),
         medium("long", 500, true)}};
    return family;
}

TierFamilies test_families() {
    return {&test_family(), &test_family(), &test_family(), &test_family()};
}

Placed place_with_bank(const FabricPlan& plan, std::uint32_t nodes, const BankLayout& layout) {
    const Bank bank{plan, nodes, layout};
    Placed placed;
    placed.racks = bank.racks();
    placed.rows = ceil_div(placed.racks, 18);
    for (std::uint32_t n = 0; n < nodes; ++n) placed.positions.nodes.push_back(bank.node(n));
    std::uint32_t in_bank = 0;
    for (const SwitchPlan& s : plan.switches) {
        placed.positions.switches.push_back(s.role == SwitchRole::leaf ? bank.leaf(s)
                                                                       : bank.in_bank(in_bank++));
    }
    return placed;
}

TrayRules bank_rules(const BankLayout& layout) {
    TrayRules rules;
    rules.slack_share = 0;
    rules.service_loop = Meters{};
    rules.fixed_slack = layout.slack;
    rules.cross_x = Meters::from_si(17 * rack_pitch / 2);
    if (!layout.is_rounded) rules.stock = {{}, Meters{}};
    return rules;
}

ReferenceHall::ReferenceHall(std::uint32_t nodes_per_rack)
    : per_rack{nodes_per_rack},
      compute_racks{nodes_per_unit / nodes_per_rack},
      block{compute_racks + 2},
      row_length{block * units_per_row * rack_pitch},
      core_rows{static_cast<std::uint32_t>(std::ceil(core_racks * rack_pitch / row_length))} {
    rules.tray_height = 2.8_m;
    rules.in_rack = InRack::over_tray;
    rules.cross_x = Meters::from_si(row_length / 2);
    rules.stock.list.clear();
    for (const double m : {1.0,  1.5,  2.0,  2.5,  3.0,  4.0,  5.0,  7.0,   10.0,  15.0,  20.0, 25.0,
                           30.0, 35.0, 40.0, 50.0, 60.0, 70.0, 80.0, 100.0, 120.0, 150.0, 200.0}) {
        rules.stock.list.push_back(Meters::from_si(m));
    }
}

CableEnd ReferenceHall::at(double x, std::uint32_t row, double height) const {
    return {Meters::from_si(x), Meters::from_si(2.85 * row), Meters::from_si(height), 0, row};
}

std::uint32_t ReferenceHall::row_of(std::uint32_t unit) const {
    const std::uint32_t middle = units / units_per_row / 2;
    const std::uint32_t row = unit / units_per_row;
    return row < middle ? row : row + core_rows;
}

CableEnd ReferenceHall::node(std::uint32_t unit, std::uint32_t n) const {
    const double x0 = unit % units_per_row * block * rack_pitch;
    const std::uint32_t rack = n / per_rack;
    const double place = rack < compute_racks / 2 ? rack + 0.5 : rack + 2.5;
    return at(x0 + place * rack_pitch, row_of(unit), 0.5 + n % per_rack * 1.9 / per_rack);
}

CableEnd ReferenceHall::network_rack(std::uint32_t unit) const {
    const double x0 = unit % units_per_row * block * rack_pitch;
    return at(x0 + (compute_racks / 2.0 + 0.5) * rack_pitch, row_of(unit), 1.2);
}

CableEnd ReferenceHall::core_rack(std::uint32_t index) const {
    // One row of cores: centered.
    const std::uint32_t middle = units / units_per_row / 2;
    return at(index * rack_pitch + (row_length - core_racks * rack_pitch) / 2, middle, 1.2);
}

CableSchedule ReferenceHall::cables() const {
    CablePlan plan{rules, test_families()};
    for (std::uint32_t unit = 0; unit < units; ++unit) {
        const CableEnd network = network_rack(unit);
        for (std::uint32_t n = 0; n < nodes_per_unit; ++n) {
            for (int nic = 0; nic < 8; ++nic) plan.add(LinkTier::node_leaf, node(unit, n), network);
        }
        const std::uint32_t pod = unit / 4 * 4;
        for (std::uint32_t cable = 0; cable < 8 * 32; ++cable) {  // of 8 leaves
            plan.add(LinkTier::leaf_spine, network, network_rack(pod + cable % 4));
        }
        for (std::uint32_t cable = 0; cable < 8 * 32; ++cable) {  // of 8 spines, 32 each
            plan.add(LinkTier::spine_core, network, core_rack(cable % core_racks));
        }
    }
    return plan.schedule();
}

}  // namespace datahall
