// Scenarios that the benchmark writes itself: halls of any size, busy with batch jobs or idle.
#pragma once

#include <cstdint>
#include <string>

namespace datahall::bench {

struct MadeHall {
    std::string name;
    std::uint64_t racks = 1;  // of 16 servers
    double days = 1.0;
    double jobs_per_day = 0.0;  // 0: idle
    double series_hours = 1.0;  // between rows of the series
    bool has_weather = true;    // else the same all year
};

/// As YAML.
std::string scenario_of(const MadeHall& hall);

/// 1,024 DGX H100 on a three-tier fat tree whose jobs add up gradients over it, as YAML: switches fail and
/// are repaired, jobs that lose their nodes go on from a checkpoint.
std::string training_hall(double days);

}  // namespace datahall::bench
