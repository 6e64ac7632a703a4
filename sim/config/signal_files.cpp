#include "sim/config/signal_files.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace datahall {
namespace {

struct Fuel {
    std::string_view column;
    double g_per_kwh;
};
constexpr std::array<Fuel, 8> fuels{{{"WND", 11.0},
                                     {"SUN", 41.0},
                                     {"WAT", 24.0},
                                     {"OIL", 650.0},
                                     {"NG", 490.0},
                                     {"COL", 820.0},
                                     {"NUC", 12.0},
                                     {"OTH", 230.0}}};
constexpr double least_share = 0.6;            // of the last good hour's generation
constexpr double highest_g_per_kwh = 3'000.0;  // oil shale in old plants emits about half of it
constexpr double highest_price = 1e6;          // for a MWh, in either direction
constexpr double grams_per_kwh = 3.6e9;        // in one kg/J

/// Rows of a file with a header.
class Table {
public:
    Table(const Table&) = delete;  // its names lie in its first line
    explicit Table(LineSource& file) : file_{file} {
        std::string_view line;
        if (!file.next(line)) file.refuse("", "expected a line that names the columns, got an empty file");
        header_ = line;
        split_csv(header_, names_);
    }
    const std::vector<std::string_view>& names() const { return names_; }
    std::size_t column(std::string_view name) const {
        const auto at = std::ranges::find(names_, name);
        if (at == names_.end()) file_.refuse(name, "no column of this name");
        return static_cast<std::size_t>(at - names_.begin());
    }
    bool next() {
        std::string_view line;
        do {
            if (!file_.next(line)) return false;
        } while (line.empty());
        split_csv(line, fields_);
        if (fields_.size() != names_.size()) {
            file_.refuse("", fmt::format("expected {} fields as in the first line, got {}", names_.size(),
                                         fields_.size()));
        }
        return true;
    }
    std::string_view operator[](std::size_t column) const { return fields_[column]; }
    /// Empty: nothing stands there.
    std::optional<double> number(std::size_t column) const {
        const std::string_view text = fields_[column];
        if (text.find_first_not_of(' ') == std::string_view::npos) return std::nullopt;
        const auto value = number_of(text);
        if (!value) file_.refuse(names_[column], "expected a number such as 12.5, or nothing");
        return value;
    }

private:
    LineSource& file_;
    std::string header_;
    std::vector<std::string_view> names_, fields_;
};

std::string lower(std::string_view text) {
    std::string out{text};
    for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return out;
}

/// The mean intensity of hours of generation by fuel.
class Mix {
public:
    explicit Mix(const Table& table) {
        for (std::size_t f = 0; f < fuels.size(); ++f) columns_[f] = table.column(fuels[f].column);
    }
    /// Empty: the hour is a gap.
    std::optional<double> g_per_kwh(const Table& row) {
        double generation = 0.0;
        double emitted = 0.0;
        for (std::size_t f = 0; f < fuels.size(); ++f) {
            const auto mwh = row.number(columns_[f]);
            if (!mwh) return std::nullopt;
            generation += *mwh;
            emitted += fuels[f].g_per_kwh * *mwh;
        }
        if (generation <= 0.0 || generation < least_share * last_good_) return std::nullopt;
        last_good_ = generation;
        return emitted / generation;
    }

private:
    std::array<std::size_t, fuels.size()> columns_{};
    double last_good_ = 0.0;
};

double plausible(const LineSource& file, double g_per_kwh) {
    if (g_per_kwh < 0.0 || g_per_kwh > highest_g_per_kwh) {
        file.refuse("carbon intensity",
                    fmt::format("expected 0 to {} g/kWh, got {}", highest_g_per_kwh, g_per_kwh));
    }
    return g_per_kwh;
}

void read_mix(LineSource& file, HourlySeries& series) {
    Table table{file};
    const std::size_t time = table.column("timestamp");
    Mix mix{table};
    while (table.next()) {
        const bool has_offset = table[time].size() > std::string_view{"2022-01-01 00:00:00"}.size();
        const Utc at =
            time_of_row(file, table[time], has_offset ? std::nullopt : std::optional<std::int64_t>{0});
        const auto value = mix.g_per_kwh(table);
        series.add(at, value ? std::optional{plausible(file, *value)} : std::nullopt);
    }
}

std::size_t intensity_column(const LineSource& file, const Table& table, CarbonBasis basis) {
    const bool wants_direct = basis == CarbonBasis::direct;
    const auto is_wanted = [wants_direct](std::string_view column) {
        const std::string name = lower(column);
        const bool is_direct = name.ends_with("(direct)");
        const bool is_life_cycle = name.ends_with("(lca)") || name.ends_with("(life cycle)");
        return name.starts_with("carbon intensity") && (wants_direct ? is_direct : is_life_cycle);
    };
    const auto at = std::ranges::find_if(table.names(), is_wanted);
    if (at == table.names().end()) {
        file.refuse("", wants_direct ? "no column Carbon Intensity ... (direct)"
                                     : "no column Carbon Intensity ... (LCA) or (Life cycle)");
    }
    return static_cast<std::size_t>(at - table.names().begin());
}

void read_maps(LineSource& file, CarbonBasis basis, HourlySeries& series, std::vector<std::string>& notes) {
    Table table{file};
    const std::size_t time = table.column("Datetime (UTC)");
    const std::size_t intensity = intensity_column(file, table, basis);
    const auto flag = std::ranges::find(table.names(), "Data Estimated");
    std::size_t estimated = 0;
    while (table.next()) {
        const auto value = table.number(intensity);
        series.add(time_of_row(file, table[time], std::int64_t{0}),
                   value ? std::optional{plausible(file, *value)} : std::nullopt);
        if (flag == table.names().end()) continue;
        if (lower(table[static_cast<std::size_t>(flag - table.names().begin())]) == "true") ++estimated;
    }
    if (estimated > 0) notes.push_back(fmt::format("{} h are estimates of the data's source", estimated));
}

// "Price (EUR/MWh)" -> "EUR".
std::string currency_of(const LineSource& file, std::string_view name) {
    constexpr std::string_view before = "Price (";
    constexpr std::string_view behind = "/MWh)";
    constexpr std::size_t letters = 3;
    const bool has_shape = name.size() == before.size() + letters + behind.size() &&
                           name.starts_with(before) && name.ends_with(behind);
    std::string currency{has_shape ? name.substr(before.size(), letters) : ""};
    const auto is_letter = [](char c) { return c >= 'A' && c <= 'Z'; };
    if (!has_shape || !std::ranges::all_of(currency, is_letter)) {
        file.refuse("", "expected a second column such as Price (USD/MWh)");
    }
    return currency;
}

}  // namespace

SignalHours read_carbon(LineSource& file, CarbonFormat format, CarbonBasis basis, const HourlyRules& rules,
                        std::vector<std::string>& notes) {
    HourlySeries series{file};
    if (format == CarbonFormat::eia930) {
        read_mix(file, series);
    } else {
        read_maps(file, basis, series, notes);
    }
    SignalHours hours = series.take(rules.align, rules.strict, notes);
    for (double& value : hours.values) value /= grams_per_kwh;
    return hours;
}

PriceHours read_prices(LineSource& file, std::optional<std::int64_t> zone_s, const HourlyRules& rules,
                       std::vector<std::string>& notes) {
    Table table{file};
    if (table.names().size() < 2) file.refuse("", "expected a second column such as Price (USD/MWh)");
    PriceHours prices{.hours = {}, .currency = currency_of(file, table.names()[1])};
    HourlySeries series{file};
    while (table.next()) {
        const auto price = table.number(1);
        if (price && std::max(*price, -*price) > highest_price) {
            file.refuse(table.names()[1], fmt::format("expected a price within {} for a MWh", highest_price));
        }
        series.add(time_of_row(file, table[0], zone_s), price);
    }
    prices.hours = series.take(rules.align, rules.strict, notes);
    return prices;
}

}  // namespace datahall
