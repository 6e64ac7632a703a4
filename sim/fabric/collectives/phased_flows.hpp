// The flows of a collective over one fabric, phase after phase: how long it takes where links are shared.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "sim/fabric/collectives/collective_flows.hpp"
#include "sim/fabric/flow_run.hpp"

namespace datahall {

/// Flows by phase.
struct PhasedFlows {
    std::vector<Flow> flows;
    std::vector<std::uint32_t> first;  // phases + 1; flows of phase p: [first[p], first[p + 1])

    std::size_t phases() const { return first.size() - 1; }
};

/// From time 0.  Phases are numbered by their order: numbers that nobody uses cost nothing.
PhasedFlows phased(const ExpandedCollective& expanded);

struct PhasedRun {
    std::vector<double> finishes;  // s from 0; negative: it has not ended
    std::vector<LinkUse> links;
    double end_s = 0.0;       // of the last flow
    std::uint64_t ended = 0;  // flows

    /// Of the whole collective, s.
    double time_s(const ExpandedCollective& expanded) const;
};

/// A phase starts at the first whole nanosecond after the one before has ended; that becomes the start of its
/// flows.  Nothing starts after a phase that does not end.  `paths` are those of all flows by their position.
PhasedRun run_phases(PhasedFlows& flows, FlowPaths& paths, std::span<const double> capacities);

}  // namespace datahall
