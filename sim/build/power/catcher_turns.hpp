// Which bus a catcher carries: one at a time, so that a second that is lost has to wait.
//
// A catcher is a bus that stands by for several.  It takes the first of those that it finds dead, and keeps
// it until that bus is live again and no switch holds what hangs on it to the catcher alone.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "datahall/facility.hpp"

namespace datahall {

class CatcherTurns {
public:
    /// None has been lost.
    explicit CatcherTurns(const Facility& f) {
        for (std::uint32_t e = 0; e < f.elements.size(); ++e) {
            if (f.elements[e].is_catcher) catchers_.push_back({.element = e, .buses = {}});
        }
        if (catchers_.empty()) return;
        blocked_.assign(f.feeds.size(), 0);
        for (const PowerElement& e : f.elements) add(f, e.feeds);
        for (const Rack& rack : f.racks) add(f, rack.feeds);
        for (const MechanicalLoad& load : f.mechanical) add(f, load.feeds);
    }

    bool is_empty() const { return catchers_.empty(); }
    /// Whether a feed may be used as far as catchers are concerned.
    bool allows(std::uint32_t feed) const { return blocked_.empty() || blocked_[feed] == 0; }
    /// Forgets whom they carry.
    void reset() {
        for (Catcher& c : catchers_) c.carried = none;
        std::ranges::fill(blocked_, 0);
    }
    /// Looks who is dead; whether that changes what may be used.
    template <class IsLive, class IsClosed>
    bool look(const IsLive& is_live, const IsClosed& is_closed) {
        bool has_changed = false;
        for (Catcher& c : catchers_) {
            const std::size_t before = c.carried;
            if (c.carried != none && has_left(c.buses[c.carried], is_live, is_closed)) c.carried = none;
            for (std::size_t b = 0; c.carried == none && b < c.buses.size(); ++b) {
                if (!is_live(c.buses[b].element) && is_live(c.element)) c.carried = b;
            }
            has_changed |= c.carried != before;
            for (std::size_t b = 0; b < c.buses.size(); ++b) has_changed |= block(c, b);
        }
        return has_changed;
    }

private:
    static constexpr std::size_t none = SIZE_MAX;
    struct Bus {
        std::uint32_t element = 0;
        std::vector<std::uint32_t> feeds;  // from the catcher to what hangs on this bus
        std::vector<std::uint32_t> own;    // from the bus itself to the same, in the same order
    };
    struct Catcher {
        std::uint32_t element = 0;
        std::vector<Bus> buses;  // that it stands by for
        std::size_t carried = none;
    };

    void add(const Facility& f, const FeedSpan& span) {
        for (std::uint32_t i = 1; i < span.count; ++i) {
            const std::uint32_t from = f.feeds[span.first + i].from;
            const auto catcher = std::ranges::find(catchers_, from, &Catcher::element);
            if (catcher == catchers_.end()) continue;
            const std::uint32_t first = f.feeds[span.first].from;
            auto bus = std::ranges::find(catcher->buses, first, &Bus::element);
            if (bus == catcher->buses.end())
                bus = catcher->buses.insert(bus, {.element = first, .feeds = {}, .own = {}});
            bus->feeds.push_back(span.first + i);
            bus->own.push_back(span.first);
        }
    }
    template <class IsLive, class IsClosed>
    static bool has_left(const Bus& bus, const IsLive& is_live, const IsClosed& is_closed) {
        if (!is_live(bus.element)) return false;
        for (std::size_t i = 0; i < bus.feeds.size(); ++i) {
            if (is_closed(bus.feeds[i]) && !is_closed(bus.own[i])) return false;
        }
        return true;
    }
    // Its feeds to all but the bus that it carries; whether any was not.
    bool block(const Catcher& c, std::size_t bus) {
        const char blocked = c.carried != none && c.carried != bus ? 1 : 0;
        bool has_changed = false;
        for (const std::uint32_t feed : c.buses[bus].feeds) {
            has_changed |= blocked_[feed] != blocked;
            blocked_[feed] = blocked;
        }
        return has_changed;
    }

    std::vector<Catcher> catchers_;
    std::vector<char> blocked_;  // by feed; empty: there is no catcher
};

}  // namespace datahall
