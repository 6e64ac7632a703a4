#include "sim/study/money.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <utility>

#include "datahall/math.hpp"

#include "sim/build/bill.hpp"

namespace datahall {
namespace {

using Dollar = std::optional<double>;  // empty: a price is not known

constexpr double hours_a_month = 730.0;
constexpr double seconds_an_hour = 3600.0;
constexpr double seconds_a_month = 365.25 * 86'400.0 / 12.0;  // of the unit y
constexpr double joules_a_kwh = 3.6e6;
constexpr double watts_a_kw = 1e3;

class CostList {
public:
    void add(std::string name, Dollar value, std::string meaning, const char* unit = "USD") {
        if (value && !std::isfinite(*value)) value.reset();  // prices near the largest double
        list_.push_back({"cost." + std::move(name), value, unit, std::move(meaning)});
    }
    std::vector<Metric> take() { return std::move(list_); }

private:
    std::vector<Metric> list_;
};

Dollar value_of(const std::vector<Metric>& metrics, const std::string& name) {
    const auto metric = std::ranges::find(metrics, name, &Metric::name);
    return metric == metrics.end() ? std::nullopt : metric->value;
}

Dollar it_capex(const std::vector<BillLine>& bill) {
    return cost_of(bill, {"server", "rack"});
}
Dollar facility_capex(const std::vector<BillLine>& bill) {
    return cost_of(bill, {"facility"});
}
Dollar capex(const std::vector<BillLine>& bill, PriceCase price) {
    return cost_of(bill, {"server", "rack", "switch", "cable", "facility"}, price);
}

double nameplate_w(const std::vector<BillLine>& bill) {
    const auto facility = std::ranges::find(bill, "facility", &BillLine::group);
    return facility == bill.end() ? 0.0 : facility->quantity;
}

/// The counted part of a run.
struct Window {
    double hours = 0.0;
    Dollar energy_usd;
    Dollar demand_usd_a_month;  // unknown: no quarter of an hour of the calendar lies in it

    Window(const Result& r, const Economics& e)
        : hours{value_of(r.metrics, "run.counted").value_or(0.0) / seconds_an_hour} {
        const Dollar joules = value_of(r.metrics, "energy.utility");
        if (joules) energy_usd = *joules / joules_a_kwh * e.usd_per_kwh;
        if (const Dollar hourly = value_of(r.metrics, "cost.energy_hourly")) energy_usd = hourly;
        const Dollar watts = value_of(r.metrics, "power.utility_demand_monthly");
        if (e.usd_per_kw_month == 0.0) {
            demand_usd_a_month = 0.0;
        } else if (watts) {
            demand_usd_a_month = *watts / watts_a_kw * e.usd_per_kw_month;
        }
    }
    Dollar energy_usd_a_month() const {
        return energy_usd && hours > 0 ? Dollar{*energy_usd * hours_a_month / hours} : std::nullopt;
    }
};

Dollar only_if(bool known, double value) {
    return known ? Dollar{value} : std::nullopt;
}

// Adds the monthly figures; returns what a month costs.
Dollar add_monthly(const Result& r, const Window& window, const Economics& e, CostList& list) {
    const Dollar facility = facility_capex(r.bill);
    const Dollar it = cost_of(r.bill, {"server", "rack", "switch", "cable"});
    const Dollar energy = window.energy_usd_a_month();
    const MonthlyCost m = monthly_cost({.facility_usd = facility.value_or(0.0),
                                        .it_watts = nameplate_w(r.bill),
                                        .it_usd = it.value_or(0.0),
                                        .energy_usd_a_month = energy.value_or(0.0),
                                        .demand_usd_a_month = window.demand_usd_a_month.value_or(0.0)},
                                       e);
    const Dollar total = only_if(facility && it && energy && window.demand_usd_a_month, m.total());
    list.add("monthly_facility", only_if(facility.has_value(), m.facility),
             "Building paid back in equal payments over its life, a month");
    list.add("monthly_it", only_if(it.has_value(), m.it),
             "Servers, racks and network paid back in equal payments over their life, a month");
    list.add("monthly_upkeep", only_if(it.has_value(), m.facility_upkeep + m.it_upkeep),
             "Upkeep of the building by its watts and of servers and network by their price, a month");
    list.add("monthly_energy", energy, "Metered energy of the counted window, scaled to a month of 730 h");
    list.add("monthly_demand", window.demand_usd_a_month,
             "Demand charge of the highest quarter of an hour of each calendar month, a month");
    list.add("monthly", total,
             "Payments, upkeep, energy and demand together, a month (Barroso, Clidaras, Hoelzle)");
    list.add("energy_share", total && *total > 0 ? Dollar{m.energy / *total} : std::nullopt,
             "Energy's share of the monthly cost", "1");
    return total;
}

// Metric names have no hyphens.
std::string word(std::string name) {
    std::ranges::replace(name, '-', '_');
    return name;
}

void add_work(const Result& r, Dollar window_usd, CostList& list) {
    double energy = 0.0;
    for (const StreamResult& s : r.streams) energy += s.energy_j;
    Dollar lost = window_usd ? Dollar{0.0} : std::nullopt;
    for (const StreamResult& s : r.streams) {
        Dollar per_hour;
        if (window_usd && s.served > 0 && s.energy_j > 0) {
            per_hour = *window_usd * (s.energy_j / energy) / s.served;
        }
        list.add(word(s.name) + "_per_hour", per_hour,
                 "Cost of an hour of " + s.reference + " served to " + s.name +
                     ": the window's cost by energy share, over hours served");
        if (s.lost <= 0) continue;
        lost = lost && per_hour ? Dollar{*lost + *per_hour * s.lost} : std::nullopt;
    }
    list.add("lost", lost,
             "Cost of work not done because devices were slowed down, at each stream's cost an hour");
}

void add_capex(const std::vector<BillLine>& bill, CostList& list) {
    list.add("it_capex", it_capex(bill), "Price of all servers and racks");
    list.add("network_capex", cost_of(bill, {"switch", "cable"}),
             "Price of switches, cables and transceivers");
    list.add("facility_capex", facility_capex(bill), "Price of the building, by watts of IT nameplate");
    list.add("capex", capex(bill, PriceCase::mode), "Everything paid once, each at its most likely price");
    list.add("capex_low", capex(bill, PriceCase::low), "The same with each price at its low end");
    list.add("capex_high", capex(bill, PriceCase::high), "The same with each price at its high end");
}

}  // namespace

Economics economics_of(const ScenarioConfig& s) {
    const EconomicsConfig& e = s.economics;
    return {
        .usd_per_kwh = s.catalogue.prices.at(e.electricity).mode.si(),
        .usd_per_kw_month = e.demand_charge.empty() ? 0.0 : s.catalogue.prices.at(e.demand_charge).mode.si(),
        .interest = e.interest,
        .facility_months = e.facility_life.si() / seconds_a_month,
        .it_months = e.it_life.si() / seconds_a_month,
        .it_upkeep = e.it_upkeep,
        .facility_upkeep = e.facility_upkeep.si()};
}

double annuity(double price, double interest, double months) {
    const double i = interest / 12.0;
    // The interest is less than a rounding error of the price, or none.
    if (i * (months + 1.0) < 1e-15) return price / months;
    return price * i / -math::expm1(-months * math::log1p(i));
}

MonthlyCost monthly_cost(const CostBasis& basis, const Economics& e) {
    return {.facility = annuity(basis.facility_usd, e.interest, e.facility_months),
            .facility_upkeep = e.facility_upkeep * basis.it_watts,
            .it = annuity(basis.it_usd, e.interest, e.it_months),
            .it_upkeep = e.it_upkeep * basis.it_usd / 12.0,
            .energy = basis.energy_usd_a_month,
            .demand = basis.demand_usd_a_month};
}

std::vector<Metric> capex_metrics(const std::vector<BillLine>& bill) {
    CostList list;
    add_capex(bill, list);
    return list.take();
}

std::vector<Metric> cost_metrics(const Result& result, const Economics& economics) {
    const Window window{result, economics};
    CostList list;
    add_capex(result.bill, list);
    const Dollar monthly = add_monthly(result, window, economics, list);
    const Dollar window_usd = monthly ? Dollar{*monthly * window.hours / hours_a_month} : std::nullopt;
    add_work(result, window_usd, list);
    return list.take();
}

}  // namespace datahall
