#include "sim/build/power/power_stages.hpp"

#include <algorithm>

namespace datahall {
namespace {

// Its position; at the end if it is new.
template <class T>
std::uint32_t find_or_add(std::vector<T>& list, const T& wanted) {
    const auto at = std::ranges::find(list, wanted);
    const auto position = static_cast<std::uint32_t>(at - list.begin());
    if (at == list.end()) list.push_back(wanted);
    return position;
}

}  // namespace

PowerStages power_stages(const Facility& f) {
    PowerStages all;
    for (const PowerElement& e : f.elements) {
        all.stage_of.push_back(find_or_add(all.stages, {.level = e.level, .depth = e.depth}));
    }
    all.link_of.resize(f.feeds.size());
    const auto add = [&](const FeedSpan& feeds, std::uint32_t to) {
        for (std::uint32_t i = feeds.first; i < feeds.first + feeds.count; ++i) {
            const std::uint32_t from = f.feeds[i].from;
            all.link_of[i] =
                find_or_add(all.links, {.from = from == no_index ? no_index : all.stage_of[from], .to = to});
        }
    };
    for (std::uint32_t e = 0; e < f.elements.size(); ++e) add(f.elements[e].feeds, all.stage_of[e]);
    for (const Rack& rack : f.racks) add(rack.feeds, to_racks);
    for (const MechanicalLoad& load : f.mechanical) add(load.feeds, to_cooling);
    return all;
}

std::string name_of_stage(const Facility& f, const PowerStages& all, std::uint32_t stage) {
    const std::uint32_t level = all.stages[stage].level;
    const auto before =
        std::ranges::count(all.stages.begin(), all.stages.begin() + stage, level, &PowerStage::level);
    std::string name = f.power_levels[level].name;
    if (before > 0) name += " " + std::to_string(before + 1);
    return name;
}

}  // namespace datahall
