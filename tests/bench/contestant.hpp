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

struct Contestant {
    std::string_view name;
    std::string_view what;
    std::array<Measure, modes> measure{};  // by mode; null where it cannot take part
    Measure stored = nullptr;              // the stored runs; null where ties break
    bool is_slow = false;                  // at a million entities only by request, but for the exponential
    bool breaks_ties = false;              // in an order of its own: no checksum to compare

    Measure in(Mode mode) const { return measure[static_cast<std::size_t>(mode)]; }
};

// Each in a file of its own, built with the flags that suit it.
extern const Contestant ladder, ladder_rows, heap, second_tier, no_queue;
extern const Contestant pod_o2, pod_o3_native;
extern const Contestant function_16, function_24;
extern const Contestant boost_d_ary, boost_fibonacci, boost_pairing;
extern const Contestant multimap;

/// The ladder first: ratios are to it.
std::span<const Contestant* const> contestants();

}  // namespace datahall::bench
