// A synthetic workload with the first moments of a trace.
//
//   interarrival   time between the first submission and the last over the gaps between jobs
//   run_mean, run_cv, run_max    of the run times; the law is lognormal whatever they are
//   widths, weights              the twelve most frequent sizes; the others are left out
//   overestimate                 mean of limit over run time, if the trace has limits
//   users, user_skew             as many, and the Zipf exponent that gives the busiest user its share
//   daily_swing, peak_hour       first harmonic of the submissions over the hours (UTC), if there are dates
//   weekend                      submissions of a weekend day over those of a working day, from 14 days on
//
// Lost: bursts, which sizes run long, what users repeat.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>

#include "datahall/model/workload.hpp"

namespace datahall {

class TraceFit {
public:
    /// Jobs in the order of submission.
    void note(const JobRequest& job);
    /// A `workload:` in YAML; `report` is that of the whole trace.  Empty for fewer than two jobs.
    std::string yaml(const ImportReport& report) const;

private:
    std::string calendar_yaml(const ImportReport& report) const;
    double user_skew() const;

    std::uint64_t jobs_ = 0;
    std::int64_t first_ns_ = 0;
    std::int64_t last_ns_ = 0;
    double run_sum_ = 0.0;
    double run_squares_ = 0.0;
    double run_most_ = 0.0;
    double over_sum_ = 0.0;
    std::map<std::uint32_t, std::uint64_t> widths_;
    std::map<std::uint32_t, std::uint64_t> users_;
    static constexpr std::size_t hours_a_week = 168;
    std::array<std::uint64_t, hours_a_week> hours_{};  // of the week that begins with the first submission
};

}  // namespace datahall
