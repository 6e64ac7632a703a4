// The keys of what protects a power chain: batteries and breakers.
#include "datahall/equipment.hpp"

namespace datahall {
namespace {

bool is_rising(const std::vector<double>& values) {
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (values[i] <= 0 || (i > 0 && values[i] <= values[i - 1])) return false;
    }
    return true;
}

bool is_falling(const std::vector<Seconds>& times) {
    for (std::size_t i = 0; i < times.size(); ++i) {
        if (times[i] <= Seconds{} || (i > 0 && times[i] >= times[i - 1])) return false;
    }
    return true;
}

// Two columns of a table: so much of the one, so little of the other.
void check_columns(Keys& k, std::string_view key, const std::vector<double>& loads,
                   const std::vector<Seconds>& times) {
    if (loads.size() != times.size()) return k.refuse(key, "expected as many times as there are loads");
    if (!is_rising(loads) || !is_falling(times)) {
        k.refuse(key, "expected loads that rise from above 0, with times that fall and stay above 0");
    }
}

}  // namespace

void describe(Keys& k, BatteryType& b) {
    k.optional({"runtime", "At the rating of the bus, when new", {.above = 0, .example = "10 min"}},
               b.runtime);
    k.optional(
        {"exponent", "How much faster than in proportion a load drains them", {.at_least = 1, .at_most = 3}},
        b.exponent);
    k.optional(
        {"own_draw", "What they feed with no load, as a share of the rating", {.at_least = 0, .at_most = 1}},
        b.own_draw);
    k.optional({"loads", "Table form: shares of the rating, rising"}, b.loads);
    k.optional({"runtimes", "Table form: runtimes at those loads, when new"}, b.runtimes);
    k.optional({"health", "Runtime over that when new", {.above = 0, .at_most = 1}}, b.health);
    k.optional({"charge_share",
                "Of the rating of the bus that charges them; 0: nothing does",
                {.at_least = 0, .at_most = 1}},
               b.charge_share);
    k.optional({"charge_efficiency", "Energy stored over energy taken", {.above = 0, .at_most = 1}},
               b.charge_efficiency);
    describe(k, b.origin);
    const bool is_table = !b.loads.empty() || !b.runtimes.empty();
    if (is_table == (b.runtime > Seconds{})) k.refuse("", "expected a runtime, or loads with runtimes");
    if (is_table) check_columns(k, "runtimes", b.loads, b.runtimes);
}

void describe(Keys& k, BreakerType& b) {
    k.required({"time_constant", "Of its thermal element, or of the cooling of a table", {.above = 0}},
               b.time_constant);
    k.required({"pickup", "Current that it carries for ever, over its rating", {.at_least = 1, .at_most = 2}},
               b.pickup);
    k.optional({"currents", "Table form: currents over the rating, rising"}, b.currents);
    k.optional({"times", "Table form: until it opens from cold at those currents"}, b.times);
    k.optional({"instant", "Current that opens it whatever came before", {.above = 1}}, b.instant);
    k.optional({"instant_delay", "How long such a current has to last", {.at_least = 0}}, b.instant_delay);
    k.optional({"reclose_after", "From its opening until it is closed again", {.above = 0}}, b.reclose_after);
    describe(k, b.origin);
    if (b.currents.empty() && b.times.empty()) return;
    check_columns(k, "times", b.currents, b.times);
    if (!b.currents.empty() && b.currents.front() <= b.pickup) {
        k.refuse("currents", "expected currents above the pickup");
    }
}

}  // namespace datahall
