// The keys of the grid behind the utility meter: what its energy emits and costs, hour by hour.
#include <array>
#include <memory>
#include <string_view>

#include <fmt/format.h>

#include "sim/config/date.hpp"
#include "sim/config/design_config.hpp"
#include "sim/config/signal_files.hpp"
#include "sim/config/signals_config.hpp"

namespace datahall {
namespace {

using namespace std::string_view_literals;
constexpr std::array basis_names{"unstated"sv, "life_cycle"sv, "direct"sv};
constexpr std::array format_names{"eia930"sv, "electricity_maps"sv};
constexpr std::array align_names{"typical_year"sv, "calendar"sv};
constexpr double joules_per_mwh = 3.6e9;

void describe_rules(Keys& k, HourlyRules& rules) {
    k.choice(
        {"align",
         "typical_year: each hour is that of the same hour of the year of the file, in UTC; calendar: times "
         "count, and the file must cover the run"},
        Presence::optional, align_names, rules.align);
    k.optional(
        {"strict", "Refuses a file that lacks hours; else they are taken from the week before, and counted"},
        rules.strict);
}

void check_carbon(Keys& k, const CarbonConfig& c, bool has_file, CarbonFormat format) {
    if (c.intensity.has_value() == has_file) k.refuse("", "expected either an intensity or a file");
    if (!has_file) return;
    if (c.basis == CarbonBasis::unstated)
        k.refuse("basis", "expected life_cycle or direct: the two differ by a third on grids of gas");
    if (format == CarbonFormat::eia930 && c.basis == CarbonBasis::direct) {
        k.refuse("basis",
                 "expected life_cycle: the intensities of fuels that make a mix one are of that kind");
    }
}

std::string name_of(CarbonBasis basis) {
    return std::string{basis_names[static_cast<std::size_t>(basis)]};
}

template <class Q>
void check_cover(Keys& k, std::string_view key, const Signal<Q>& signal, std::array<Utc, 2> span) {
    if (signal.covers(span[0], span[1])) return;
    const SignalHours& h = signal.hours();
    const Utc end{h.first.seconds + static_cast<std::int64_t>(h.values.size()) * 3'600};
    k.refuse(key,
             fmt::format("the file covers {} to {}, the run is {} to {}: expected a file that covers it, or "
                         "align: typical_year",
                         to_text(h.first), to_text(end), to_text(span[0]), to_text(span[1])));
}

}  // namespace

void describe(Keys& k, CarbonConfig& c) {
    std::unique_ptr<LineSource> file;
    CarbonFormat format = CarbonFormat::eia930;
    HourlyRules rules;
    k.optional({"intensity", "The same at all times", {.at_least = 0, .example = "400 g/kWh"}}, c.intensity);
    k.optional({"file", "Hourly intensities or generation by fuel, .csv or .csv.gz"}, file);
    k.choice({"format",
              "eia930: generation by fuel (timestamp, WND ... OTH in MWh); electricity_maps: intensities"},
             Presence::optional, format_names, format);
    k.choice({"basis", "What intensities count: the life of plants and fuels, or the stack; a file needs it"},
             Presence::optional, basis_names, c.basis);
    describe_rules(k, rules);
    check_carbon(k, c, file != nullptr, format);
    if (!k.done()) return;
    if (c.intensity) {
        c.signal = Signal<KilogramsPerJoule>{*c.intensity};
        c.origin.source = fmt::format("a constant of the scenario, basis {}", name_of(c.basis));
        return;
    }
    c.signal = Signal<KilogramsPerJoule>{read_carbon(*file, format, c.basis, rules, c.origin.notes)};
    c.origin.source =
        fmt::format("{} ({}), average intensity, basis {}", file->name(),
                    format == CarbonFormat::eia930
                        ? "generation by fuel of EIA Form 930 times median intensities of IPCC AR5"
                        : "Electricity Maps",
                    name_of(c.basis));
}

void describe(Keys& k, EnergyPriceConfig& c) {
    std::unique_ptr<LineSource> file;
    std::optional<Seconds> zone;
    std::optional<double> exchange_rate;
    HourlyRules rules;
    k.required({"file", "Hourly prices: a time, and Price (CUR/MWh) with the currency"}, file);
    k.optional({"zone",
                "Local time of the file minus UTC, all year; for times without an offset of their own, and "
                "only those",
                {.at_least = -14 * 3600.0, .at_most = 14 * 3600.0, .example = "1 h"}},
               zone);
    k.optional(
        {"exchange_rate",
         "What one unit of the file's currency is in USD; for files in other currencies, and only those",
         {.above = 0, .example = "1.08"}},
        exchange_rate);
    describe_rules(k, rules);
    if (!k.done()) return;
    const auto zone_s = zone ? std::optional{static_cast<std::int64_t>(zone->si())} : std::nullopt;
    PriceHours prices = read_prices(*file, zone_s, rules, c.origin.notes);
    c.currency = prices.currency;
    if ((c.currency == "USD") == exchange_rate.has_value()) {
        return k.refuse("exchange_rate",
                        exchange_rate
                            ? "expected none: the prices are in USD"
                            : fmt::format("the prices are in {0}: expected what one {0} is in USD, such as "
                                          "1.08",
                                          c.currency));
    }
    const double dollars = exchange_rate.value_or(1.0);
    for (double& value : prices.hours.values) value *= dollars / joules_per_mwh;
    c.signal = Signal<DollarsPerJoule>{std::move(prices.hours)};
    c.origin.source = fmt::format("{} ({}/MWh)", file->name(), c.currency);
}

void check_signals(Keys& k, const SiteConfig& site, Utc from, Utc to) {
    if (site.carbon) check_cover(k, "carbon", site.carbon->signal, {from, to});
    if (site.energy_price) check_cover(k, "energy_price", site.energy_price->signal, {from, to});
}

}  // namespace datahall
