#include "sim/run/power/dark_loads.hpp"

namespace datahall {

DarkLoads::DarkLoads(const PowerParts& parts, DarkHost& host)
    : p_{parts},
      host_{host},
      hold_up_ns_{as_nanoseconds(parts.scenario.power.hold_up)},
      loads_(parts.facility.racks.size() + plant_drives) {}

void DarkLoads::look() {
    changed_.clear();
    drives_back_.clear();
    begins_ = false;
    for (std::size_t load = 0; load < loads_.size(); ++load) look(load, is_fed(load));
    for (std::uint32_t rack = 0; rack < racks(); ++rack) count_cords(rack);
    tell_back();
    if (begins_) p_.events.post<&DarkLoads::stop_due>(add_sat(p_.events.now(), hold_up_ns_), *this);
}

void DarkLoads::look(std::size_t load, bool is_fed) {
    Load& l = loads_[load];
    if (!is_fed && l.unfed_since_ns < 0) {
        l.unfed_since_ns = p_.events.now().ns;
        begins_ = true;
    }
    if (!is_fed) return;
    l.unfed_since_ns = -1;
    if (!l.is_dark) return;
    l.is_dark = false;
    if (load >= racks()) {
        drives_back_.push_back(drive(load));
        return;
    }
    unserved_.add(p_.events.now(), -l.lost_uw);
    changed_.push_back(static_cast<std::uint32_t>(load));
}

// Supplies are spread over feeds that share the load; behind a transfer switch they are all on one.
void DarkLoads::count_cords(std::uint32_t rack) {
    const FeedSpan& feeds = p_.facility.racks[rack].feeds;
    const auto cords = p_.facility.first_in_turn(feeds);
    if (cords.size() < 2 || cords.size() < feeds.count) return;
    std::uint32_t dead = 0;
    for (const PowerFeed& cord : cords) dead += p_.flow.feeds_power(cord.from) ? 0u : 1u;
    if (dead == loads_[rack].dead_cords) return;
    loads_[rack].dead_cords = dead;
    host_.cords_changed(rack, feeds.count - dead, feeds.count);
}

void DarkLoads::tell_back() {
    if (!changed_.empty()) {
        p_.log.note(no_index, PowerHappened::racks_back, static_cast<double>(changed_.size()));
        host_.racks_back(changed_);
    }
    for (const PlantDrive drive : drives_back_) host_.drive_back(drive);
}

void DarkLoads::stop_due(std::uint64_t) {
    const std::int64_t since = p_.events.now().ns - hold_up_ns_;
    changed_.clear();
    bool lost_drive = false;
    for (std::size_t load = 0; load < loads_.size(); ++load) {
        Load& l = loads_[load];
        if (l.is_dark || l.unfed_since_ns != since) continue;
        l.is_dark = true;
        if (load >= racks()) {
            if (!lost_drive) p_.log.note(no_index, PowerHappened::plants_lost);
            lost_drive = true;
            host_.drive_lost(drive(load));
        } else {
            changed_.push_back(static_cast<std::uint32_t>(load));
        }
    }
    tell_lost();
    p_.events.mark_dirty("power loss");
}

void DarkLoads::tell_lost() {
    if (changed_.empty()) return;
    for (const std::uint32_t rack : changed_) {
        loads_[rack].lost_uw = p_.flow.rack_uw(rack);
        unserved_.add(p_.events.now(), loads_[rack].lost_uw);
    }
    racks_lost_ += changed_.size();
    p_.log.note(no_index, PowerHappened::racks_lost, static_cast<double>(changed_.size()));
    host_.racks_lost(changed_);
}

}  // namespace datahall
