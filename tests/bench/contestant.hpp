// Who takes part, and in which modes.
#pragma once

#include <array>
#include <span>
#include <string_view>

#include "tests/bench/measure.hpp"

namespace datahall::bench {

enum class Mode { hold, handles, cancel, rekey, phold, burst, clusters };
inline constexpr std::array mode_names{"hold", "handles", "cancel", "rekey", "phold", "burst", "clusters"};
inline constexpr std::size_t modes = mode_names.size();

using Measure = Outcome (*)(const Cell&);

/// Where a contestant takes part unless all are asked for: most of the time goes to what the ladder is held
/// to.
enum class Share {
    everywhere,
    large_exponential,  // with a million entities only with exponential increments
    large_hold,         // and there only in a hold
    small_exponential,  // only with exponential increments and at most 10,000 entities
};

struct Contestant {
    std::string_view name;
    std::string_view what = {};
    std::array<Measure, modes> measure{};  // by mode; null where it cannot take part
    Measure stored = nullptr;              // the stored runs; null where ties break
    Share share = Share::everywhere;
    bool breaks_ties = false;       // in an order of its own: no checksum to compare
    std::string_view program = {};  // beside this one, that does the measuring; empty: this one

    Measure in(Mode mode) const { return measure[static_cast<std::size_t>(mode)]; }
};

// Each in a file of its own, built with the flags that suit it.
extern const Contestant ladder, ladder_rows, reference, heap, second_tier, no_queue;
extern const Contestant pod_o2, pod_o3_native;
extern const Contestant function_16, function_24;
extern const Contestant boost_d_ary, boost_fibonacci, boost_pairing;
extern const Contestant multimap;
// In programs of their own (rivals/), which exist where their libraries are installed.
extern const Contestant ns3_priority_queue, ns3_map, ns3_heap, ns3_calendar, ns3_list;
extern const Contestant simgrid_timers, simgrid_actors;

/// The ladder first: ratios are to it.
std::span<const Contestant* const> contestants();

}  // namespace datahall::bench
