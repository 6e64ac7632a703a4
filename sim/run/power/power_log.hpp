// What has happened in the power chain of a run, in order.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "datahall/event_queue.hpp"

namespace datahall {

/// `value` of an event is what is said in brackets, or 0.
enum class PowerHappened : std::uint8_t {
    failed,             // [units lost]
    repaired,           // [units back]
    breaker_opened,     // [current over the rating]
    breaker_closed,     //
    on_store,           // feeds are lost, the battery carries it [state of charge]
    store_low,          // [state of charge]
    store_empty,        //
    walks_in,           // feeds are back and take over in steps [state of charge]
    recharges,          // [state of charge]
    store_full,         //
    switch_opened,      // a transfer switch leaves its feed [rank of the feed]
    switch_closed,      // [rank of the feed]
    generator_called,   //
    generator_ready,    // it takes load [sets that run]
    generator_failed,   // a set has not started [attempts]
    generator_stopped,  //
    fuel_empty,         //
    racks_lost,         // [racks]
    racks_back,         // [racks]
    jobs_stopped,       // [jobs]
    plants_lost,        //
    plants_back,        //
    capped,             // nodes are slowed down for a bus [its load over the limit]
    uncapped,           //
    cap_short,          // as slow as they get, and still too much [its load over the limit]
    jobs_shed,          // [jobs]
    bypassed,           // an overload makes a UPS give up [load over the rating]
    converts_again,     //
};
inline constexpr std::array<std::string_view, 28> power_words{"failed",
                                                              "repaired",
                                                              "breaker opened",
                                                              "breaker closed",
                                                              "on battery",
                                                              "battery low",
                                                              "battery empty",
                                                              "walk-in",
                                                              "recharging",
                                                              "battery full",
                                                              "transfer begins",
                                                              "transfer done",
                                                              "generator called",
                                                              "generator ready",
                                                              "generator failed to start",
                                                              "generator stops",
                                                              "fuel empty",
                                                              "racks lost",
                                                              "racks have power",
                                                              "jobs stopped",
                                                              "cooling lost",
                                                              "cooling restarts",
                                                              "capped",
                                                              "uncapped",
                                                              "capped to the floor",
                                                              "jobs shed",
                                                              "bypassed",
                                                              "converts again"};

class PowerLog {
public:
    struct Entry {
        std::int64_t time_ns = 0;
        std::uint32_t element = 0;  // no_index: the utility meter, or the hall as a whole
        PowerHappened what{};
        double value = 0.0;
    };

    explicit PowerLog(EventQueue& queue) : queue_{queue} {}

    void note(std::uint32_t element, PowerHappened what, double value = 0.0) {
        queue_.fold(trace_kind + static_cast<std::uint64_t>(what), element);
        if (entries_.size() < most_entries) {
            entries_.push_back({queue_.now().ns, element, what, value});
        } else {
            ++left_out_;
        }
    }
    const std::vector<Entry>& entries() const { return entries_; }
    /// Beyond those that are kept.
    std::uint64_t left_out() const { return left_out_; }

private:
    static constexpr std::uint64_t trace_kind = 0x200;  // from here on, in the trace hash
    static constexpr std::size_t most_entries = 1'000'000;

    EventQueue& queue_;
    std::vector<Entry> entries_;
    std::uint64_t left_out_ = 0;
};

}  // namespace datahall
