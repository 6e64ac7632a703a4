// The keys of the price book and of how money is counted.
#include <array>
#include <string_view>

#include "datahall/price.hpp"

namespace datahall {
namespace {

using namespace std::string_view_literals;
constexpr std::array per_names{"each"sv, "watt"sv, "kwh"sv, "kw_month"sv, "hour"sv, "cubic_meter"sv};

}  // namespace

void describe(Keys& k, Price& p) {
    k.required({"mode", "The most likely price", {.at_least = 0, .example = "310 kUSD"}}, p.mode);
    k.optional({"low", "The least price of the spread", {.at_least = 0}}, p.low);
    k.optional({"high", "The largest price of the spread", {.at_least = 0}}, p.high);
    k.choice({"per", "What one price buys"}, Presence::required, per_names, p.per);
    k.required({"date", "When it held", {.example = "2024-08"}}, p.date);
    describe(k, p.origin);
    if ((p.low && *p.low > p.mode) || (p.high && *p.high < p.mode)) {
        k.refuse("mode", "expected a price from low to high");
    }
}

void describe(Keys& k, EconomicsConfig& e) {
    k.optional({"facility", "Price of building, for each watt of IT nameplate"}, e.facility);
    k.optional({"electricity", "Price of energy"}, e.electricity);
    k.optional({"demand_charge", "Price of a kW of the highest quarter of an hour, each month; absent: none"},
               e.demand_charge);
    k.optional({"interest", "Interest a year", {.at_least = 0, .at_most = 1}}, e.interest);
    k.optional({"facility_life", "Over which the building is paid", {.above = 0}}, e.facility_life);
    k.optional({"it_life", "Over which servers and network are paid", {.above = 0}}, e.it_life);
    k.optional({"it_upkeep",
                "Upkeep of servers and network a year, as a share of their price",
                {.at_least = 0, .at_most = 1}},
               e.it_upkeep);
    k.optional({"facility_upkeep", "Upkeep of the building a month, for each watt", {.at_least = 0}},
               e.facility_upkeep);
}

}  // namespace datahall
