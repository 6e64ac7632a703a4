#include "sim/run/fabric/traffic.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "datahall/config_error.hpp"

#include "sim/build/fabric/fabric_build.hpp"
#include "sim/fabric/graph.hpp"
#include "sim/fabric/names.hpp"

namespace datahall {
namespace {

constexpr double seconds_per_ns = 1e-9;
// Where devices of a node have no link of their own: PCIe 4.0 x16, one way.
constexpr double pcie_bytes_per_s = 31e9;

// Facts of a family of devices that the communication library goes by; unknown ones are taken for the newest
// that is well measured.
GpuGeneration generation_of(const DeviceRates& device) {
    if (device.family == "ampere") return GpuGeneration::ampere;
    if (device.family == "blackwell") return GpuGeneration::blackwell;
    return GpuGeneration::hopper;
}

double iteration_s(const TalkingJob& job, double communication_s) {
    return job.compute_s + std::max(0.0, communication_s - job.says->overlap * job.compute_s);
}

double payload_bytes(const TalkingJob& job) {
    return job.says->payload.si() / 8.0;
}

}  // namespace

bool Traffic::is_needed(const ScenarioConfig& s, const Facility& f) {
    if (!s.fabric || !s.fabric->routing || f.fabric.switches.empty()) return false;
    const auto talks = [&s](const std::unique_ptr<Workload>& workload) {
        return workload && s.catalogue.work.find(workload->work_class())->second.communication;
    };
    return std::ranges::any_of(s.clusters, talks, &ClusterConfig::workload) ||
           std::ranges::any_of(s.demand, talks, &DemandStream::workload);
}

Traffic::Traffic(const ScenarioConfig& scenario, const Facility& facility)
    : scenario_{scenario},
      facility_{facility},
      demand_{fabric_demand(scenario, facility)},
      graph_{graph_of(facility.fabric, demand_, fabric_rates(scenario))},
      position_of_node_(facility.node_count(), no_index),
      cycles_{graph_.links()},
      uses_(graph_.links()) {
    for (const FabricCable& c : graph_.cables) whole_.push_back(c.bytes_per_s);
    std::uint32_t position = 0;
    for (const std::uint32_t node : fabric_nodes(scenario, facility)) position_of_node_[node] = position++;
    build_routes();
}

void Traffic::build_routes() {
    RoutingResult routes = scenario_.fabric->routing->build(graph_);
    if (!routes.problem.empty() && router_) {  // after a failure: the old tables stay in the switches
        notes_.push_back(routes.problem);
        return;
    }
    if (!routes.problem.empty())
        throw ConfigError{{{{"scenario", 0, 0}, "E0501", "fabric.routing", routes.problem, {}}}};
    bytes_.reset();
    router_ = std::move(routes.router);
    trunk_efficiency_ = routes.trunk_efficiency;
    for (std::string& note : routes.notes) {
        if (std::ranges::find(notes_, note) == notes_.end()) notes_.push_back(std::move(note));
    }
    bytes_.emplace(graph_, *router_);
}

void Traffic::place(Talk& talk) const {
    const NodeTypeRow& type =
        facility_.node_types[facility_.racks[facility_.rack_of_node[talk.job.nodes.front().node]].node_type];
    talk.shape = {.nics = type.nics, .devices = type.devices, .per_node = type.devices};
    std::vector<PlacedNode> nodes;
    for (const RanksOnNode& on : talk.job.nodes) {
        const Rack& rack = facility_.racks[facility_.rack_of_node[on.node]];
        const std::uint32_t block = (on.node - rack.first_node) / type.nodes_per_block;
        nodes.push_back({.position = position_of_node_[on.node],
                         .domain = rack.first_node + block * type.nodes_per_block,
                         .ranks = on.ranks});
    }
    talk.placed = place_ranks(nodes, talk.shape);
}

CollectiveSystem Traffic::system_of(const Talk& talk) const {
    const DeviceRates& device = *talk.job.device;
    const double nic = fabric_rates(scenario_).nic / scenario_.fabric->efficiency;
    CollectiveSystem system;
    system.ranks = static_cast<std::uint32_t>(talk.placed.ranks.size());
    system.per_node = talk.placed.per_part;
    system.nvlink = device.scale_up.si() > 0.0 ? device.scale_up.si() / 8.0 : pcie_bytes_per_s;
    system.nic = nic * nics_of_rank(talk.shape) / talk.placed.most_on_nic;
    system.generation = generation_of(device);
    system.has_nvls = system.generation != GpuGeneration::ampere && talk.placed.per_part > 1;
    return system;
}

// What each cable carries in one collective, and how long that takes alone.
void Traffic::enter(Talk& talk) {
    const CollectiveSystem system = system_of(talk);
    const CollectiveQuestion question{.collective = talk.job.says->collective,
                                      .bytes = payload_bytes(talk.job)};
    ExpandedCollective expanded = expand_collective({system, question, talk.placed.ranks, RailUse::pxn});
    fit_to_nics(expanded, talk.placed, talk.shape);
    double all = 0.0;
    std::uint64_t number = 0;
    std::map<std::pair<std::uint32_t, std::uint32_t>, bool> is_joined;  // nodes, by any rail
    for (const CollectiveFlow& flow : expanded.flows) {
        all += flow.bytes;
        const bool has_route = bytes_->add({flow.source, flow.destination, number++}, flow.bytes);
        bool& joined = is_joined[{flow.source / talk.shape.nics, flow.destination / talk.shape.nics}];
        joined = joined || has_route;
    }
    const double lost = bytes_->unrouted();
    const std::vector<LinkBytes::Load> loads = bytes_->take();
    const double ideal_s = estimate_collective(system, question)->time;
    talk.ideal_s = iteration_s(talk.job, ideal_s);
    talk.cycle = in_no_cycle;
    if (std::ranges::any_of(is_joined, [](const auto& pair) { return !pair.second; })) return;
    const double more = all > 0.0 ? all / (all - lost) : 1.0;
    CyclingJob cycle;
    cycle.compute_s = talk.job.compute_s;
    cycle.overlap = talk.job.says->overlap;
    for (const LinkBytes::Load& load : loads) {
        const double capacity = graph_.capacity(load.link);
        if (capacity <= 0.0) return;
        const bool is_trunk = graph_.cables[load.link / 2].tier != LinkTier::node_leaf;
        const double seconds = load.bytes * more / (capacity * (is_trunk ? trunk_efficiency_ : 1.0));
        cycle.fabric_s = std::max(cycle.fabric_s, seconds);
        cycle.parts.push_back({load.link, seconds});
    }
    cycle.communication_s = std::max(ideal_s, expanded.before + cycle.fabric_s);
    for (LinkPart& part : cycle.parts) part.part /= cycle.communication_s;
    talk.cycle = cycles_.add(std::move(cycle));
}

void Traffic::leave(Talk& talk) {
    if (talk.cycle == in_no_cycle) return;
    for (const LinkPart& part : cycles_.job(talk.cycle).parts) left_links_.push_back(part.link);
    cycles_.remove(talk.cycle);
    talk.cycle = in_no_cycle;
    talk.activity = 0.0;
}

std::uint32_t Traffic::begin(TalkingJob job) {
    if (job.nodes.size() < 2) return no_index;
    for (const RanksOnNode& on : job.nodes) {
        if (position_of_node_[on.node] == no_index) return no_index;
    }
    Talk talk;
    talk.job = std::move(job);
    talk.is_there = true;
    place(talk);
    if (talk.placed.domains.front() == talk.placed.domains.back()) return no_index;
    if (free_.empty()) {
        free_.push_back(static_cast<std::uint32_t>(talks_.size()));
        talks_.emplace_back();
    }
    const std::uint32_t number = free_.back();
    free_.pop_back();
    talks_[number] = std::move(talk);
    entered_.push_back(number);
    ++talked_;
    is_dirty_ = true;
    return number;
}

// At the pace that it was last told.
void Traffic::account(const Talk& talk, Instant now, DeviceTime& time) {
    if (talk.pace < 0.0) return;
    const double held_s = static_cast<double>(now.ns - talk.since_ns) * seconds_per_ns *
                          static_cast<double>(talk.placed.ranks.size());
    time.held_s += held_s;
    time.lost_s += held_s * (1.0 - talk.pace);
}

Traffic::DeviceTime Traffic::device_time(Instant now) const {
    DeviceTime time = time_;
    for (const Talk& talk : talks_) account(talk, now, time);
    return time;
}

void Traffic::end(std::uint32_t number, Instant now) {
    account(talks_[number], now, time_);
    leave(talks_[number]);
    talks_[number] = {};
    free_.push_back(number);
    is_dirty_ = true;
}

void Traffic::enter_all_again() {
    entered_.clear();
    for (std::uint32_t number = 0; number < talks_.size(); ++number) {
        if (!talks_[number].is_there) continue;
        leave(talks_[number]);
        entered_.push_back(number);
    }
    is_dirty_ = true;
}

void Traffic::tell(std::uint32_t number, double pace, Instant now) {
    Talk& talk = talks_[number];
    if (talk.pace == pace) return;
    account(talk, now, time_);
    talk.pace = pace;
    talk.since_ns = now.ns;
    paces_.push_back({talk.job.cluster, talk.job.slot, pace});
}

std::span<const TrafficPace> Traffic::settle(Instant now) {
    is_dirty_ = false;
    paces_.clear();
    for (const std::uint32_t number : entered_) {
        Talk& talk = talks_[number];
        if (!talk.is_there || talk.cycle != in_no_cycle) continue;  // it has ended since, or is there twice
        enter(talk);
        if (talk.cycle == in_no_cycle) {
            tell(number, 0.0, now);
            continue;
        }
        if (talk_of_cycle_.size() <= talk.cycle) talk_of_cycle_.resize(talk.cycle + 1);
        talk_of_cycle_[talk.cycle] = number;
    }
    entered_.clear();
    for (const std::uint32_t cycle : cycles_.settle()) {
        const std::uint32_t number = talk_of_cycle_[cycle];
        follow_activity(talks_[number], now);
        tell(number, std::min(1.0, talks_[number].ideal_s / cycles_.iteration_s(cycle)), now);
    }
    follow_uses(now);
    return paces_;
}

Traffic::Use& Traffic::touch(std::uint32_t link, Instant now) {
    Use& use = uses_[link];
    use.integral_s = use.integral_at(now);
    use.since_ns = now.ns;
    if (!use.is_touched) touched_links_.push_back(link);
    use.is_touched = true;
    return use;
}

void Traffic::follow_activity(Talk& talk, Instant now) {
    const double before = std::exchange(talk.activity, cycles_.activity(talk.cycle));
    for (const LinkPart& part : cycles_.job(talk.cycle).parts)
        touch(part.link, now).level += part.part * (talk.activity - before);
}

void Traffic::follow_uses(Instant now) {
    for (const std::uint32_t link : left_links_) touch(link, now).level = cycles_.use(link);
    left_links_.clear();
    for (const std::uint32_t link : touched_links_) {
        uses_[link].is_touched = false;
        uses_[link].highest = std::max(uses_[link].highest, uses_[link].share());
    }
    touched_links_.clear();
}

void Traffic::begin_counting(Instant now) {
    counted_from_ = now;
    for (Use& use : uses_) use = {.level = use.level, .highest = use.share(), .since_ns = now.ns};
    talked_ = 0;
    time_ = {};
    for (Talk& talk : talks_) {
        talked_ += talk.is_there ? 1 : 0;
        talk.since_ns = now.ns;
    }
}

std::vector<LinkMean> Traffic::means(Instant now) const {
    const double counted_s = (now - counted_from_).si();
    std::vector<LinkMean> means;
    for (std::uint32_t link = 0; link < uses_.size(); ++link) {
        const double integral_s = uses_[link].integral_at(now);
        if (integral_s > 0.0 && counted_s > 0.0)
            means.push_back({link, integral_s / counted_s, uses_[link].highest});
    }
    return means;
}

std::uint64_t Traffic::stalled() const {
    return static_cast<std::uint64_t>(
        std::ranges::count_if(talks_, [](const Talk& t) { return t.is_there && t.pace == 0.0; }));
}

std::string Traffic::name_of_link(std::uint32_t link) const {
    return FabricNames{facility_.fabric, demand_}.of_link(graph_, link);
}

std::vector<std::uint32_t> Traffic::cables_of(const std::string& name) const {
    return FabricNames{facility_.fabric, demand_}.cables_of(graph_, name);
}

void Traffic::set_lost(std::span<const LostPart> parts) {
    for (std::size_t c = 0; c < whole_.size(); ++c) graph_.cables[c].bytes_per_s = whole_[c];
    for (const LostPart& part : parts) {
        for (const std::uint32_t cable : cables_of(part.name))
            graph_.cables[cable].bytes_per_s *= 1.0 - part.share;
    }
    enter_all_again();
}

void Traffic::route_again() {
    build_routes();
    enter_all_again();
}

}  // namespace datahall
