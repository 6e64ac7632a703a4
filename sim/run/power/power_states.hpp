// What the power chain in motion keeps of each bus, feed, rack and store: the rows of PowerFlow.
//
// Each has what settling needs of the facility beside what changes, in the order of use, so that a change
// reads few lines of memory: a large chain does not fit into any cache.
#pragma once

#include <cstdint>

#include "datahall/facility.hpp"

#include "sim/metrics/load_meter.hpp"

namespace datahall {

struct alignas(64) BusState {
    std::int64_t children_uw = 0;
    FeedSpan feeds;
    std::uint32_t level = 0, depth = 0, stage = 0;
    std::uint32_t store = no_index;
    std::uint32_t above = no_index;  // what its first feed comes from
    bool live = true;
    bool fed = true;
    bool dirty = false;
    bool watched = false;
    bool is_source = false;
    std::int64_t drawn_uw = 0;  // from its feeds
    std::int64_t heat_uw = 0;
    std::int64_t constant_uw = 0;  // its constant load
    std::int64_t fixed_uw = 0;     // what of it is in its output
    std::int64_t given_uw = 0;     // by its store, or by itself if it is a source
    double heat_to_hall = 0.0;
    LossRow loss;  // of the units that are in
    LoadMeter meter;
};
struct FeedState {
    std::int64_t drawn_uw = 0;
    std::uint32_t from = no_index;
    std::uint32_t link = 0;
    bool closed = true;
};
struct RackState {
    std::int64_t uw = 0;
    FeedSpan feeds;
    std::uint32_t above = no_index;
    std::uint32_t zone = 0;
};
struct ZoneLoad {
    std::int64_t uw = 0;  // of all its racks
    bool is_touched = false;
};
/// What settling has changed: watched buses, and whether what is live or fed has.
struct PowerChanges {
    std::vector<std::uint32_t> buses;
    bool live = false;
};
struct StoreState {
    bool is_ready = false;
    std::uint32_t share = 0;     // that it gives
    std::int64_t wanted_uw = 0;  // charging, when it can
    std::int64_t charge_uw = 0;
};

/// At the utility meter, on the hall's side: what the sun offers, what a store gives, and takes.
struct OnSite {
    std::int64_t solar_uw = 0;
    std::int64_t give_uw = 0;
    std::int64_t take_uw = 0;
    friend bool operator==(const OnSite&, const OnSite&) = default;
};

}  // namespace datahall
