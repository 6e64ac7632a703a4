// Compares halls: every hall under the same demand (view A) and flat out (view B), replication by
// replication with common random numbers, in worker processes.
//
// What comes out depends on the request alone, not on the number of workers.
#pragma once

#include <csignal>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "datahall/units.hpp"

#include "sim/config/load_scenario.hpp"
#include "sim/study/comparison.hpp"
#include "sim/study/equalise.hpp"

namespace datahall {

struct CompareRequest {
    std::vector<std::string> files;  // scenarios; the first is what the others are compared with
    ScenarioOptions load = {};       // overrides are those of all halls
    std::uint64_t replications = 5;
    std::optional<std::uint64_t> seed = {};  // absent: that of the first hall
    std::optional<Seconds> until = {};       // absent: the duration of the first hall, for every hall
    std::size_t workers = 1;
    Equalise equalise = Equalise::nothing;
    std::string version = {};  // of the program
    std::string command = {};  // that makes it again

    std::function<void(const std::string& file)> on_load = {};
    std::function<void(std::size_t done, std::size_t all)> on_run = {};
    const volatile std::sig_atomic_t* interrupt = nullptr;
};

/// Empty if it was interrupted.  Throws ConfigError or IoError for bad input before any worker starts, and
/// for a run that failed what its exit code says: ConfigError, IoError, LimitError, else a runtime_error.
std::optional<Comparison> compare_halls(const CompareRequest& request, const Models& models);

}  // namespace datahall
