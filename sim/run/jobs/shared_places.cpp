#include "sim/run/jobs/shared_places.hpp"

#include <algorithm>

namespace datahall {

SharedPlaces::SharedPlaces(SharingPolicy& policy, const NodeRoom& node, std::uint32_t nodes)
    : policy_{policy},
      node_{node},
      nodes_{std::vector<NodeRoom>(nodes, node)},
      cpu_milli_{node.cpu_milli * nodes},
      memory_mib_{node.memory_mib * nodes},
      unusable_of_(nodes) {}

void SharedPlaces::open(const PlacementRun& run, std::span<const RequestCount> mix) {
    policy_.open(run, mix);
    mix_ = RequestMix{mix};
    unusable_ = 0;
    for (std::uint32_t n = 0; n < unusable_of_.size(); ++n) {
        unusable_of_[n] = mix_.unusable(nodes_.left()[n]);
        unusable_ += unusable_of_[n];
    }
    unusable_meter_.set({}, unusable_);
}

void SharedPlaces::settle(ClusterClock& clock, Instant now) {
    for (std::uint32_t number = 0; number < known_.size(); ++number) {
        if (known_[number].waiting > 0) clock.set_room(now.ns, number, room_for(number));
    }
    unusable_meter_.set(now, unusable_);
}

ShareRequest SharedPlaces::whole_gpus(std::uint32_t gpus) const {
    return {.cpu_milli = node_.cpu_milli * gpus / node_.gpus,
            .memory_mib = node_.memory_mib * gpus / node_.gpus,
            .gpus = gpus,
            .gpu_milli = whole_gpu};
}

std::uint32_t SharedPlaces::number_of(const ShareRequest& request) {
    const auto [known, is_new] = numbers_.try_emplace(request, static_cast<std::uint32_t>(requests_.size()));
    if (is_new) {
        requests_.push_back(request);
        known_.emplace_back();
    }
    return known->second;
}

std::optional<SharedSpot> SharedPlaces::find(std::uint32_t number) {
    if (!known_[number].has_room) return std::nullopt;
    const auto spot = policy_.place(requests_[number], nodes_);
    known_[number].has_room = spot.has_value();
    return spot;
}

bool SharedPlaces::has_room(std::uint32_t number) {
    Known& known = known_[number];
    const auto left = nodes_.left();
    if (!known.has_room || left[known.node].has_room(requests_[number])) return known.has_room;
    const auto found =
        std::ranges::find_if(left, [&](const NodeRoom& node) { return node.has_room(requests_[number]); });
    known.has_room = found != left.end();
    if (known.has_room) known.node = static_cast<std::uint32_t>(found - left.begin());
    return known.has_room;
}

// Too few GPUs are for the clock of units to tell.
Room SharedPlaces::room_for(std::uint32_t number) {
    const ShareRequest& request = requests_[number];
    const std::int64_t free = nodes_.all_gpu_milli() - nodes_.held_gpu_milli();
    if (request.all_gpu_milli() > free || has_room(number)) return Room::enough;
    const bool is_scarce = request.cpu_milli > cpu_milli_ || request.memory_mib > memory_mib_;
    return is_scarce ? Room::scarce : Room::in_pieces;
}

void SharedPlaces::take(std::uint32_t number, SharedSpot spot) {
    nodes_.take(requests_[number], spot);
    cpu_milli_ -= requests_[number].cpu_milli;
    memory_mib_ -= requests_[number].memory_mib;
    note_change(spot.node);
}

void SharedPlaces::give_back(std::uint32_t number, SharedSpot spot) {
    nodes_.give_back(requests_[number], spot);
    cpu_milli_ += requests_[number].cpu_milli;
    memory_mib_ += requests_[number].memory_mib;
    note_change(spot.node);
    const NodeRoom& left = nodes_.left()[spot.node];
    for (std::size_t r = 0; r < requests_.size(); ++r) {
        if (known_[r].has_room || !left.has_room(requests_[r])) continue;
        known_[r].has_room = true;
        known_[r].node = spot.node;
    }
}

// As if one job held all of it.
void SharedPlaces::close(std::uint32_t node) {
    take(number_of(whole_gpus(node_.gpus)), {.node = node, .devices = all_devices()});
}

void SharedPlaces::reopen(std::uint32_t node) {
    give_back(number_of(whole_gpus(node_.gpus)), {.node = node, .devices = all_devices()});
}

void SharedPlaces::note_change(std::uint32_t node) {
    const std::int64_t now = mix_.unusable(nodes_.left()[node]);
    unusable_ += now - unusable_of_[node];
    unusable_of_[node] = now;
}

}  // namespace datahall
