#include "models/fabric/palm_tree.hpp"

namespace datahall {

std::optional<GlobalPort> PalmTree::other_end(GlobalPort end) const {
    const std::uint32_t others = groups_ - 1;
    if (others == 0) return std::nullopt;
    const std::uint32_t in_rounds = ports_ / others * others;
    const std::uint32_t first = end.port < in_rounds ? end.port / others * others : in_rounds;
    const std::uint32_t length = end.port < in_rounds ? others : ports_ - in_rounds;
    const std::uint32_t slot = end.port - first;
    const std::uint32_t mirror = length - 1 - slot;

    std::uint32_t below = 0;  // how many groups further down the other end is
    if (slot < mirror) {
        below = slot + 1;
    } else if (slot > mirror) {
        below = groups_ - (mirror + 1);
    } else if (groups_ % 2 == 0) {
        below = groups_ / 2;
    } else {
        return std::nullopt;
    }
    return GlobalPort{(end.group + groups_ - below) % groups_, first + mirror};
}

}  // namespace datahall
