// The power chain of a built facility, compiled: its buses, their feeds, and what they lose.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "datahall/equipment.hpp"
#include "datahall/units.hpp"

namespace datahall {

inline constexpr std::uint32_t no_index = UINT32_MAX;

/// One way by which power comes to something.
struct PowerFeed {
    std::uint32_t from = no_index;  // element; none: the utility meter
    std::uint32_t weight = 1;       // of its part in the load, beside the other live feeds of its rank
    std::uint32_t rank = 0;         // only the live feeds of the lowest rank carry the load
};
/// The feeds of one element or load, in Facility::feeds: its own, shared with nobody.
struct FeedSpan {
    static constexpr std::uint32_t most = 8;  // of one
    std::uint32_t first = 0;
    std::uint32_t count = 0;  // in a built facility at least 1, but for a source
};

/// A compiled loss element: the coefficients of one bus of identical units that share its load.
/// Table curves keep their points in Facility::loss_points.
struct LossRow {
    double rating_w = 0.0;  // of all units together, output
    double a = 0.0;         // loss = rating * (a + b x + c x^2), x = output / rating
    double b = 0.0;
    double c = 0.0;
    std::uint32_t first_point = 0;
    std::uint32_t points = 0;  // > 0: a table
};
struct LossPoint {
    double load = 0.0;  // x
    double loss = 0.0;  // share of the rating
};

/// One bus of the power chain.
struct PowerElement {
    std::string name;         // "pdu-03"
    std::uint32_t level = 0;  // of Facility::power_levels
    std::uint32_t depth = 0;  // above that of each of its feeds
    FeedSpan feeds;
    LossRow loss;
    std::uint32_t units = 1;   // installed
    std::uint32_t needed = 1;  // without spare ones
    Watts unit_rating;
    Watts limit;  // largest output that one loss, of a unit or of a path, leaves within the derated rating
    double derating = 1.0;
    std::optional<Watts> job_cap;  // on its output, for starts of jobs
    Watts planned;                 // output when everything draws its nameplate
    std::int64_t fixed_uw = 0;     // constant load on its output
    double heat_to_hall = 0.0;
    std::string battery;      // of the catalogue; empty: none
    std::string breaker;      // of the catalogue; empty: none that opens
    bool is_source = false;   // generator sets, which make power themselves when they are asked to
    bool is_catcher = false;  // stands by for several others, and carries one of them at a time
};

struct PowerLevel {
    std::string name;
    std::string type;
    LossPlace other_heat = LossPlace::outdoors;  // of its losses, where those go that do not heat the hall
};

}  // namespace datahall
