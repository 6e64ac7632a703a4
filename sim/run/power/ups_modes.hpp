// Modes of UPS in a run: whether one converts, passes the grid on as it is, or has given up.
//
//   converting -> eco: fed, charged and loaded enough for so long -> converting: at once when charge or load
//   fail, after a gap without power when the feed does
//   any -> bypass: loaded too much for so long -> converting: fed and within the rating for so long
//
// Eco and bypass keep the battery out; a bus in bypass loses nothing, and is off without a feed.
// All that may start in eco do.  Source of the states: reference texts of makers; the rules are the type's.
// Cost: O(1) for a change of a bus's load, and predicted events.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "sim/run/power/power_parts.hpp"
#include "sim/run/power/stores.hpp"
#include "sim/run/timer.hpp"

namespace datahall {

class UpsModes {
public:
    UpsModes(const PowerParts& parts, Stores& stores);
    UpsModes(const UpsModes&) = delete;

    /// The load of a bus has changed, or whether it is fed, or charged.
    void look_at(std::uint32_t element);

    struct Report {
        std::uint32_t element = 0;
        bool may_eco = false;
        std::int64_t eco_ns = 0;
        std::int64_t bypass_ns = 0;
    };
    std::vector<Report> reports(Instant now) const;

    // Handlers, by UPS.
    void enter_eco(std::uint64_t index);
    void take_over(std::uint64_t index);
    void give_up(std::uint64_t index);
    void recover(std::uint64_t index);

private:
    enum class Mode : std::uint8_t { converting, eco, bypass };
    struct Ups {
        std::uint32_t element = 0;
        const LossElementType* type = nullptr;
        std::optional<LossRow> eco_loss;
        Mode mode = Mode::converting;
        bool has_begun = false;
        bool is_in_gap = false;
        Instant since;                           // in this mode
        Instant over_since = kNever;             // loaded above the overload
        Instant far_over_since = kNever;         // above the large one
        std::int64_t eco_ns = 0, bypass_ns = 0;  // up to since
        Timer change, overload;
    };

    void enter(Ups& ups, Mode mode);
    void look_at_eco(std::size_t index);
    void look_at_load(std::size_t index);
    void look_at_bypass(std::size_t index);
    bool may_eco(const Ups& ups) const;

    PowerParts p_;
    Stores& stores_;
    std::vector<Ups> ups_;
    std::vector<std::uint32_t> ups_of_;  // by element; no_index: none
};

}  // namespace datahall
