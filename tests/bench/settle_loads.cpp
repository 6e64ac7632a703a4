#include "tests/bench/settle_loads.hpp"

#include <algorithm>
#include <memory>
#include <vector>

#include "datahall/event_queue.hpp"

#include "sim/run/jobs/node_table.hpp"
#include "sim/run/power/power_flow.hpp"
#include "tests/bench/contestant.hpp"
#include "tests/bench/trial.hpp"

namespace datahall::bench {
namespace {

constexpr std::uint64_t pops = 4'000'000;

// The hold of loads.hpp in a world that settles, and has nothing to do there.
class EmptyWorld {
public:
    explicit EmptyWorld(const Cell& cell) : increments_{increments_of(*cell.distribution)} {
        queue_.on_settle<&EmptyWorld::settle>(*this);
        for (std::size_t e = 0; e < cell.entities; ++e) post(e);
    }
    void run(std::uint64_t events) { queue_.run_events(events); }
    void fire(std::uint64_t entity) {
        checksum_.fold(queue_.now().ns, entity);
        post(entity);
        queue_.mark_dirty();
    }
    void settle() {}

private:
    void post(std::uint64_t entity) {
        const Instant when{queue_.now().ns + increments_.of(draws_.next())};
        queue_.post<&EmptyWorld::fire>(when, *this, entity);
    }

    Increments increments_;
    Draws draws_;
    Checksum checksum_;
    EventQueue queue_;
};

double ns_with_settle(const Cell& cell) {
    const auto world = std::make_unique<EmptyWorld>(cell);
    world->run(cell.warm_up);
    const double begun = thread_cpu_ns();
    world->run(cell.pops);
    return (thread_cpu_ns() - begun) / static_cast<double>(cell.pops);
}

// Racks of 16 servers of one kind behind a bus each; groups of them behind one more, and one for all.
Facility lockstep_facility(std::uint32_t racks) {
    constexpr std::uint32_t servers = 16;
    constexpr std::uint32_t racks_of_group = 16;
    constexpr double server_w = 500.0;
    Facility f;
    NodeTypeRow type;
    type.devices = 2;
    type.power.has_curve = true;
    for (int step = 0; step <= 10; ++step) type.power.curve_w[step] = 134.0 + 35.0 * step;
    f.node_types.push_back(type);
    const auto bus = [&f](std::uint32_t level, std::uint32_t parent, std::uint32_t below) {
        PowerElement e;
        e.level = level;
        e.depth = level;
        e.feeds = f.add_feeds({parent});
        e.loss = {.rating_w = server_w * servers * below, .a = 0.005, .b = 0.01, .c = 0.02};
        f.elements.push_back(e);
        return static_cast<std::uint32_t>(f.elements.size() - 1);
    };
    const std::uint32_t groups = (racks + racks_of_group - 1) / racks_of_group;
    const std::uint32_t root = bus(0, no_index, racks);
    for (std::uint32_t g = 0; g < groups; ++g) bus(1, root, racks_of_group);
    for (std::uint32_t r = 0; r < racks; ++r) {
        Rack rack;
        rack.node_type = 0;
        rack.first_node = r * servers;
        rack.nodes = servers;
        rack.feeds = f.add_feeds({bus(2, root + 1 + r / racks_of_group, 1)});
        f.racks.push_back(rack);
        f.rack_of_node.insert(f.rack_of_node.end(), servers, r);
    }
    f.power_levels.resize(3);
    for (MechanicalLoad& load : f.mechanical) load.feeds = f.add_feeds({no_index});
    f.zone_of_rack.assign(f.racks.size(), 0);
    f.zones.resize(1);
    return f;
}

// Every server holds one job, whose activity changes at each event.
class LockstepWorld {
public:
    explicit LockstepWorld(const Facility& facility) : power_{facility}, nodes_{facility, power_} {
        queue_.on_settle<&LockstepWorld::settle>(*this);
        for (std::uint32_t n = 0; n < facility.node_count(); ++n) {
            nodes_.take(n, nodes_.open_bill(), load_at(0));
            queue_.post<&LockstepWorld::step>(Instant{step_ns}, *this, n);
        }
    }
    void run(std::uint64_t events) { queue_.run_events(events); }
    void step(std::uint64_t node) {
        const auto n = static_cast<std::uint32_t>(node);
        nodes_.change(n, n, load_at(queue_.now().ns / step_ns));
        queue_.mark_dirty("nodes");
        queue_.post<&LockstepWorld::step>(Instant{queue_.now().ns + step_ns}, *this, node);
    }
    void settle() {
        nodes_.settle(queue_.now());
        power_.settle(queue_.now());
    }

private:
    static constexpr std::int64_t step_ns = 1'000'000'000;

    // Computing and communicating in turn.
    static NodeLoad load_at(std::int64_t step) {
        return {.units = 2, .activity = step % 2 == 0 ? 2 * full_activity : full_activity / 2, .host = 0};
    }

    EventQueue queue_;
    PowerFlow power_;
    NodeTable nodes_;
};

}  // namespace

double empty_settle_over_hold(int rounds) {
    const Cell cell{
        .distribution = &distributions()[0], .entities = 10'000, .warm_up = 500'000, .pops = pops};
    std::vector<double> ratios;
    for (int round = 0; round < rounds; ++round) {
        const double hold = ladder.in(Mode::hold)(cell).ns_per_pop;
        ratios.push_back(ns_with_settle(cell) / hold);
    }
    return median(ratios);
}

Lockstep run_lockstep(int rounds) {
    constexpr std::uint32_t racks = 6'250;
    const Facility facility = lockstep_facility(racks);
    Lockstep result{.nodes = facility.node_count(), .events = 40 * std::uint64_t{facility.node_count()}};
    for (int round = 0; round < rounds; ++round) {
        LockstepWorld world{facility};
        world.run(4 * result.nodes);
        const double begun = thread_cpu_ns();
        world.run(result.events);
        const double seconds = (thread_cpu_ns() - begun) * 1e-9;
        result.events_per_s = std::max(result.events_per_s, static_cast<double>(result.events) / seconds);
    }
    return result;
}

}  // namespace datahall::bench
