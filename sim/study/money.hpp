// What a hall costs: a bill of material and the energy of a run, as money a month and money an hour of work.
//
//   A(P, r, m) = P i / (1 - (1 + i)^-m),  i = r / 12         equal payments over m months [USD/month]
//   monthly    = A(c W, r, m_dc) + o W + A(p, r, m_it) + u p / 12 + energy cost of the window * 730 h /
//   window + demand charge
//
//   c W   building at its price for each watt of IT nameplate   o   its upkeep for each watt and month
//   p     servers, racks, switches and cables                   u   their upkeep as a share of p, a year
//   r     interest a year                                        m   lives in months
//
// Energy is what the utility meter counted inside the window, never nameplate, at the prices of its hours if
// the scenario's site has such, else at the one price of its economics. The demand charge, if the scenario
// names one, is its price times power.utility_demand_monthly: the highest mean power of a quarter of an hour
// of each calendar month, mean of the months. The cost of the window, monthly * window / 730 h, is divided
// among the streams of work by the energy of their jobs; what idles is so paid by those who work. A figure
// whose prices are not all known does not exist; it is never a sum of the known ones. Valid: a window long
// enough to stand for a month. Ignores taxes, staff, rest values and falling prices. Source: L. A. Barroso,
// J. Clidaras, U. Hoelzle, "The Datacenter as a Computer", 2nd ed. 2013, chapter 6.
#pragma once

#include <vector>

#include "datahall/price.hpp"
#include "datahall/result.hpp"

#include "sim/config/scenario.hpp"

namespace datahall {

/// How money is counted, with names of prices resolved.
struct Economics {
    double usd_per_kwh = 0.0;
    double usd_per_kw_month = 0.0;  // of billed demand
    double interest = 0.0;          // a year
    double facility_months = 144.0;
    double it_months = 60.0;
    double it_upkeep = 0.0;        // of the IT price, a year
    double facility_upkeep = 0.0;  // USD a month for each watt
};

/// REQUIRES: the scenario's prices exist, as a built facility or require_prices() has found.
Economics economics_of(const ScenarioConfig& scenario);

/// Equal payments a month that pay `price` back over `months` at `interest` a year.
double annuity(double price, double interest, double months);

/// What is paid for: in dollars once, and dollars a month for energy and demand.
struct CostBasis {
    double facility_usd = 0.0;
    double it_watts = 0.0;  // nameplate
    double it_usd = 0.0;
    double energy_usd_a_month = 0.0;
    double demand_usd_a_month = 0.0;
};
/// USD a month.
struct MonthlyCost {
    double facility = 0.0;
    double facility_upkeep = 0.0;
    double it = 0.0;
    double it_upkeep = 0.0;
    double energy = 0.0;
    double demand = 0.0;
    double total() const { return facility + facility_upkeep + it + it_upkeep + energy + demand; }
};
MonthlyCost monthly_cost(const CostBasis& basis, const Economics& economics);

/// cost.it_capex ... cost.capex_high: what is paid once.
std::vector<Metric> capex_metrics(const std::vector<BillLine>& bill);
/// The same, then cost.monthly... and cost.STREAM_per_hour: what a run adds to it.
std::vector<Metric> cost_metrics(const Result& result, const Economics& economics);

}  // namespace datahall
