// What a run says of each group of its jobs: a line of ledger.csv.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "datahall/int128.hpp"
#include "datahall/job_record.hpp"

namespace datahall {

/// One line of ledger.csv: what a group of jobs, or nobody, came to over the whole run.  Exact.
struct LedgerRow {
    std::string kind;  // user | account | partition | qos | stream | cluster; idle | maintenance | transition
                       // | facility
    std::string cluster = {};  // whose units; empty: of the whole facility
    std::string name = {};
    std::uint64_t jobs = 0;  // handed out
    std::array<std::uint64_t, job_state_count> by_state{};
    std::optional<Int128> held = {};  // unit ns; a unit is a device, or one of the parts that it has
    std::optional<Int128> used = {};  // of them, with the device itself at work
    Int128 waited_ns = 0;
    std::optional<double> wait_mean_s = {};    // of the jobs that have started
    std::optional<double> slowdown_mean = {};  // bounded, of the jobs that have ended
    std::optional<Int128> energy = {};         // uW ns
    std::optional<Int128> overhead = {};       // uW ns that its energy carries
};

/// Whether its counts are of jobs, not of what no job had.
inline bool is_of_jobs(const LedgerRow& row) {
    return row.kind != "idle" && row.kind != "maintenance" && row.kind != "transition" &&
           row.kind != "facility";
}

}  // namespace datahall
