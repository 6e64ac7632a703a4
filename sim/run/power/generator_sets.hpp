// Generator sets in motion: buses that make power when those behind a lost feed ask them to.
//
//   off -> called: power has to be away for the start time -> starting: each set tries, and tries again ->
//   running: as soon as the sets needed run, or all have tried -> cooling: nobody asks or is fed by them any
//   more -> off.  With no set that starts, or without fuel: failed, until nobody asks any more.
//
// A set takes load from when the bus runs; one that starts later joins.  Each attempt is a draw of its own of
// the bus's random stream.  Fuel is a tank for the bus as a whole, empty at a predicted time.
// Source of the sequence and of the fuel curve: the catalogue entry.  Ignores: governors, power factor.
#pragma once

#include <cstdint>
#include <vector>

#include "datahall/random.hpp"

#include "sim/run/power/power_parts.hpp"
#include "sim/run/timer.hpp"

namespace datahall {

class GeneratorSets {
public:
    explicit GeneratorSets(const PowerParts& parts);
    GeneratorSets(const GeneratorSets&) = delete;

    /// Opens the random streams.
    void start(std::uint64_t seed, std::uint64_t replication);
    /// What is live has changed.
    void look();
    /// Units of a bus have been repaired: sets that had failed are tried again.
    void repair(std::uint32_t element);
    /// When another bus may come on to these sets, which it then has; of any other element: now.
    Instant take_turn(std::uint32_t element);
    /// The load of a bus has changed.
    void look_at(std::uint32_t element);

    /// What one bus has done up to `now`.
    struct Report {
        std::uint32_t element = 0;
        double fuel_l = 0.0;
        double largest_step = 0.0;  // of load, over the rating of the sets that ran
        double step_limit = 0.0;    // the same, of the catalogue
        std::uint64_t starts = 0;   // of sets that were tried
        std::uint64_t failures = 0;
    };
    std::vector<Report> reports(Instant now) const;

    // Handlers, by bus.
    void crank(std::uint64_t index);
    void set_answers(std::uint64_t index);
    void stop(std::uint64_t index);
    void run_dry(std::uint64_t index);

private:
    enum class State : std::uint8_t { off, called, starting, running, failed };
    /// Whom a bus feeds, and as which of its feeds.
    struct Consumer {
        FeedSpan feeds;
        std::uint32_t rank = 0;
    };
    struct Bus {
        std::uint32_t element = 0;
        const GeneratorRule* rule = nullptr;
        std::vector<Consumer> consumers{};
        State state = State::off;
        std::vector<std::int64_t> answers{};  // when each set runs, or has failed: below 0, then -1 - time
        std::size_t answered = 0;             // of them, in the order of time
        std::uint32_t ready = 0;
        double tank = 1.0;        // what is left of it, at since
        double burn_per_s = 0.0;  // of it
        double litres_per_tank = 0.0;
        double fuel_l = 0.0;  // at since
        double burn_l_per_s = 0.0;
        Instant since{};
        double load = 0.0;  // over the rating of the sets that run
        double largest_step = 0.0;
        std::uint64_t starts = 0, failures = 0;
        Instant next_turn{};
        Timer step{}, dry{};
        RandomStream draws{0, 0};
    };

    void add(std::uint32_t element);
    void add_consumers(std::uint32_t element, const FeedSpan& feeds);
    bool is_asked(const Bus& bus) const;
    bool feeds_anybody(const Bus& bus) const;
    void look(std::size_t index);
    void begin_start(Bus& bus);
    void run(Bus& bus);
    void fail(Bus& bus);
    void burn(Bus& bus);
    void wait_for_answer(std::size_t index);

    PowerParts p_;
    std::vector<Bus> buses_;
    std::vector<std::uint32_t> bus_of_;  // by element; no_index: none
};

}  // namespace datahall
