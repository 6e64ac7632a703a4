#include "sim/run/jobs/people.hpp"

namespace datahall {
namespace {

constexpr std::uint32_t not_asked = UINT32_MAX;

}  // namespace

std::uint32_t People::number_of(Identity kind, std::string_view name) {
    Kind& known = kinds_[kind];
    auto found = known.numbers.find(name);
    if (found == known.numbers.end()) {
        found = known.numbers.emplace(std::string{name}, size(kind)).first;
        known.names.push_back(&found->first);
        known.is_met.push_back(false);
    }
    return found->second;
}

void People::renumber(std::size_t stream, const Workload& workload, JobRequest& job) {
    if (stream >= streams_.size()) streams_.resize(stream + 1);
    ByIdentity<std::uint32_t> owner = job.owner();
    for (const Identity kind : identities) {
        Numbers& numbers = streams_[stream][kind];
        std::uint32_t& number = owner[kind];
        if (number >= numbers.size()) numbers.resize(number + std::size_t{1}, not_asked);
        if (numbers[number] == not_asked) {
            numbers[number] = number_of(kind, workload.name_of(kind, number));
            kinds_[kind].is_met[numbers[number]] = true;
        }
        number = numbers[number];
    }
    job.set_owner(owner);
}

}  // namespace datahall
