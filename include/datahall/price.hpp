// The price book: what things cost, when, and how sure that is.
#pragma once

#include <optional>
#include <string>

#include "datahall/equipment.hpp"
#include "datahall/keys.hpp"
#include "datahall/units.hpp"

namespace datahall {

/// What one price buys.
enum class PricePer : std::uint8_t {
    each,        // a server, a switch
    watt,        // of IT power that a facility is built for
    kwh,         // of energy
    kw_month,    // of billed demand, each month
    hour,        // of one rented device
    cubic_meter  // of water
};

/// A dated price with its spread.  Invariant: 0 <= low <= mode <= high.
struct Price {
    Dollars mode;
    std::optional<Dollars> low, high;  // absent: as the mode
    PricePer per = PricePer::each;
    std::string date;  // "2024-08", of the price, not of its entry
    Provenance origin;
};

/// How money is counted; prices are names of the price book.
struct EconomicsConfig {
    std::string facility = "facility_ai_hall";
    std::string electricity = "electricity_us_industrial";
    std::string demand_charge;  // empty: none
    double interest = 0.08;     // a year
    Seconds facility_life = Seconds::from_si(12 * 365.25 * 86'400.0);
    Seconds it_life = Seconds::from_si(5 * 365.25 * 86'400.0);
    double it_upkeep = 0.05;                           // of the IT price, a year
    Dollars facility_upkeep = Dollars::from_si(0.04);  // a month for each watt
};

void describe(Keys& k, Price& p);
void describe(Keys& k, EconomicsConfig& e);

}  // namespace datahall
