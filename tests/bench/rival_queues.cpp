// Contestants that are measured by programs of their own.
#include "tests/bench/elsewhere.hpp"
#include "tests/bench/rivals/names.hpp"

namespace datahall::bench {
namespace {

template <const Contestant& who, Mode mode>
Outcome measure(const Cell& cell) {
    return measure_elsewhere(who, mode, cell);
}

template <const Contestant& who>
constexpr std::array<Measure, modes> ns3_measures{
    measure<who, Mode::hold>, nullptr, measure<who, Mode::cancel>, nullptr, measure<who, Mode::phold>};

}  // namespace

const Contestant ns3_priority_queue{.name = ns3_priority_queue_name,
                                    .what = "ns-3's std::priority_queue of events on the heap",
                                    .measure = ns3_measures<ns3_priority_queue>,
                                    .stored = measure<ns3_priority_queue, Mode::hold>,
                                    .share = Share::large_exponential,
                                    .program = ns3_program};
const Contestant ns3_map{.name = ns3_map_name,
                         .what = "ns-3's std::map, its default",
                         .measure = ns3_measures<ns3_map>,
                         .stored = measure<ns3_map, Mode::hold>,
                         .share = Share::large_hold,
                         .program = ns3_program};
const Contestant ns3_heap{.name = ns3_heap_name,
                          .what = "ns-3's binary heap",
                          .measure = ns3_measures<ns3_heap>,
                          .stored = measure<ns3_heap, Mode::hold>,
                          .share = Share::small_exponential,
                          .program = ns3_program};
const Contestant ns3_calendar{.name = ns3_calendar_name,
                              .what = "ns-3's calendar queue",
                              .measure = {measure<ns3_calendar, Mode::hold>},
                              .stored = measure<ns3_calendar, Mode::hold>,
                              .share = Share::small_exponential,
                              .program = ns3_program};
const Contestant ns3_list{.name = ns3_list_name,
                          .what = "ns-3's sorted list",
                          .measure = {measure<ns3_list, Mode::hold>},
                          .stored = measure<ns3_list, Mode::hold>,
                          .share = Share::small_exponential,
                          .program = ns3_program};
const Contestant simgrid_timers{
    .name = simgrid_timers_name,
    .what = "SimGrid's timers",
    .measure = {measure<simgrid_timers, Mode::hold>, nullptr, measure<simgrid_timers, Mode::cancel>},
    .share = Share::small_exponential,
    .breaks_ties = true,
    .program = simgrid_program};
const Contestant simgrid_actors{.name = simgrid_actors_name,
                                .what = "SimGrid's actors, one for each entity, that sleep",
                                .measure = {measure<simgrid_actors, Mode::hold>},
                                .share = Share::small_exponential,
                                .breaks_ties = true,
                                .program = simgrid_program};

}  // namespace datahall::bench
