// Whom the jobs of a trace belong to; see the header.
#include "models/workload/owners.hpp"

namespace datahall {

std::uint32_t NameList::number_of(std::string_view name) {
    auto found = numbers_.find(name);
    if (found == numbers_.end()) {
        found = numbers_.emplace(std::string{name}, static_cast<std::uint32_t>(names_.size())).first;
        names_.push_back(&found->first);
    }
    return found->second;
}

std::uint32_t Owners::number_of(const OwnerNames& names) {
    const ByIdentity<std::string_view> by_kind{{names.user, names.account, names.partition, names.qos}};
    key_.clear();
    for (const std::string_view name : by_kind.of) key_.append(name).push_back('\0');
    const std::uint32_t owner = known_.number_of(key_);
    if (owner == parts_.size()) {
        ByIdentity<std::uint32_t>& parts = parts_.emplace_back();
        for (const Identity kind : identities) parts[kind] = names_[kind].number_of(by_kind[kind]);
    }
    return owner;
}

void OwnerNumbers::note(const Owners& owners, std::uint32_t owner) {
    if (owner >= numbers_.size()) {
        numbers_.resize(owners.size());
        is_noted_.resize(owners.size(), 0);
    }
    if (is_noted_[owner] != 0) return;
    is_noted_[owner] = 1;
    for (const Identity kind : identities) {
        numbers_[owner][kind] = names_[kind].number_of(owners.name(owner, kind));
    }
}

}  // namespace datahall
