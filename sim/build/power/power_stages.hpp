// The power chain as stages, for books of what flows where: buses of one level that stand equally deep.
//
// A level that stands at several depths, as a transfer switch before and after a UPS, is several stages, so
// that each link leads from one stage to a deeper one.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "datahall/facility.hpp"

namespace datahall {

struct PowerStage {
    std::uint32_t level = 0;
    std::uint32_t depth = 0;
    friend bool operator==(const PowerStage&, const PowerStage&) = default;
};

/// All feeds from one stage to another, or from the utility meter, or to the loads.
struct PowerLink {
    std::uint32_t from = no_index;  // stage; no_index: the utility meter
    std::uint32_t to = 0;           // stage, or one of the two below
    friend bool operator==(const PowerLink&, const PowerLink&) = default;
};
inline constexpr std::uint32_t to_racks = no_index - 2;
inline constexpr std::uint32_t to_cooling = no_index - 1;

struct PowerStages {
    std::vector<PowerStage> stages;       // grid first
    std::vector<std::uint32_t> stage_of;  // by element
    std::vector<PowerLink> links;         // each once
    std::vector<std::uint32_t> link_of;   // by feed
};
PowerStages power_stages(const Facility& facility);

/// The name of its level, with a number where that has several.
std::string name_of_stage(const Facility& facility, const PowerStages& all, std::uint32_t stage);

}  // namespace datahall
