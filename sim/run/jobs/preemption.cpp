#include "sim/run/jobs/preemption.hpp"

#include <algorithm>
#include <functional>
#include <tuple>

namespace datahall {

std::vector<Victim> choose_victims(std::vector<Victim> candidates, std::uint64_t needed) {
    std::ranges::sort(candidates, [](const Victim& a, const Victim& b) {
        return std::tie(a.priority, b.start_ns, b.id) < std::tie(b.priority, a.start_ns, a.id);
    });
    std::uint64_t given = 0;
    std::size_t taken = 0;
    while (given < needed && taken < candidates.size()) given += candidates[taken++].units;
    if (given < needed) return {};
    candidates.resize(taken);
    for (std::size_t i = candidates.size(); i-- > 0;) {
        if (given - candidates[i].units < needed) continue;
        given -= candidates[i].units;
        candidates.erase(candidates.begin() + static_cast<std::ptrdiff_t>(i));
    }
    return candidates;
}

}  // namespace datahall
