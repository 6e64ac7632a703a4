#include "sim/config/hourly_series.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <utility>

#include <fmt/format.h>

#include "sim/config/date.hpp"

namespace datahall {
namespace {

constexpr std::int64_t hour_s = 3'600;
constexpr std::size_t week = std::size_t{7} * 24;
constexpr std::size_t most_hours = std::size_t{24} * 366 * 50;  // of a file
constexpr double gap = std::numeric_limits<double>::quiet_NaN();
constexpr std::string_view stamp = "2023-01-01 00:00:00";

bool is_gap(double value) {
    return std::isnan(value);
}

std::string shown(std::string_view text) {
    std::string out;
    for (const char c : text.substr(0, 40)) out += c >= ' ' && c <= '~' ? c : '?';
    return "'" + out + "'";
}

}  // namespace

Utc HourlySeries::time_of(std::size_t index) const {
    return {first_.seconds + static_cast<std::int64_t>(index) * hour_s};
}

void HourlySeries::add(Utc at, std::optional<double> value) {
    if (values_.empty()) first_ = at;
    const std::int64_t step_s =
        at.seconds - first_.seconds - (static_cast<std::int64_t>(values_.size()) - 1) * hour_s;
    if (step_s <= 0) {
        in_.refuse("",
                   fmt::format("expected a time after the row before, got {}: local times need their offset "
                               "where clocks are set back",
                               to_text(at)));
    }
    if (step_s % hour_s != 0) {
        in_.refuse("", fmt::format("expected steps of an hour, got one of {} s", step_s));
    }
    const auto missing = static_cast<std::size_t>(step_s / hour_s) - 1;
    if (missing >= most_hours || values_.size() + missing >= most_hours) {
        in_.refuse("", "expected no more than 50 years of hours");
    }
    if ((missing > 0 || !value) && gaps_.count == 0) gaps_.first = time_of(values_.size());
    values_.insert(values_.end(), missing, gap);
    values_.push_back(value.value_or(gap));
    gaps_.count += missing + (value ? 0 : 1);
}

SignalHours HourlySeries::take(SignalAlign align, bool strict, std::vector<std::string>& notes) {
    if (gaps_.count == values_.size()) in_.refuse("", "expected rows of hours, got none with a value");
    check("missing or implausible in the file", strict, notes);
    fill_from_weeks();
    if (align == SignalAlign::calendar) return {align, first_, std::move(values_)};
    gaps_ = {};
    SignalHours year = typical_year();
    check("of the year not in the file", strict, notes);
    return year;
}

void HourlySeries::check(const char* what, bool strict, std::vector<std::string>& notes) const {
    constexpr std::size_t most_share = 10;  // one in so many; an estimate
    if (gaps_.count == 0) return;
    const std::string text = fmt::format("{} h {}, the first {}", gaps_.count, what, to_text(gaps_.first));
    if (strict) in_.refuse("", text + "; strict: true takes none");
    if (gaps_.count * most_share > values_.size()) in_.refuse("", text + ", which is more than a tenth");
    notes.push_back(text + ": taken from the same hour of the week before");
}

// In order, so that a long gap repeats the last week that has the hour.
void HourlySeries::fill_from_weeks() {
    for (std::size_t i = 0; i < values_.size(); ++i) {
        if (!is_gap(values_[i])) continue;
        std::size_t from = i < week ? i + week : i - week;
        while (from < values_.size() && is_gap(values_[from])) from += week;
        if (from >= values_.size()) {
            in_.refuse("", fmt::format("no week of the file has the hour of {}", to_text(time_of(i))));
        }
        values_[i] = values_[from];
    }
}

SignalHours HourlySeries::typical_year() {
    const std::int64_t into_hour = ((first_.seconds % hour_s) + hour_s) % hour_s;
    const auto civil = [&](std::size_t i) { return as_civil({time_of(i).seconds - into_hour}); };
    const int year = civil(values_.size() / 2).year;
    bool is_leap = false;
    for (std::size_t i = 0; i < values_.size() && !is_leap; i += 24) {
        const CivilTime c = civil(i);
        is_leap = c.month == 2 && c.day == 29;
    }
    const auto hour_of = is_leap ? hour_of_leap_year : hour_of_typical_year;
    std::vector<double> hours(is_leap ? 8'784 : 8'760, gap);
    for (const bool others : {true, false}) {
        for (std::size_t i = 0; i < values_.size(); ++i) {
            const CivilTime c = civil(i);
            if ((c.year != year) == others) hours[static_cast<std::size_t>(hour_of(c))] = values_[i];
        }
    }
    fill_around_the_year(hours, from_civil({.year = year}));
    return {SignalAlign::typical_year, {into_hour}, std::move(hours)};
}

// As fill_from_weeks(), with the end of the year before its beginning.
void HourlySeries::fill_around_the_year(std::vector<double>& hours, Utc from) {
    const std::size_t n = hours.size();
    const std::vector<double> known = hours;
    for (std::size_t i = 0; i < n; ++i) {
        if (!is_gap(known[i])) continue;
        if (gaps_.count++ == 0) gaps_.first = {from.seconds + static_cast<std::int64_t>(i) * hour_s};
        std::size_t back = week;
        while (back < n && is_gap(known[(i + n - back) % n])) back += week;
        if (back < n) hours[i] = known[(i + n - back) % n];
    }
    values_.resize(n);  // what the gaps are a part of
    if (std::ranges::any_of(hours, is_gap)) in_.refuse("", "expected hours of a year, got less than a week");
}

Utc time_of_row(const LineSource& in, std::string_view text, std::optional<std::int64_t> zone_s) {
    std::string iso{text};
    if (iso.size() > 10 && iso[10] == ' ') iso[10] = 'T';
    const bool has_offset = iso.size() > stamp.size();
    if (has_offset && zone_s) {
        in.refuse("", fmt::format("the time {} has an offset of its own: expected no zone", shown(text)));
    }
    if (!has_offset && !zone_s) {
        in.refuse("",
                  fmt::format("the time {} has no offset: expected `zone`, what its clock is ahead of UTC",
                              shown(text)));
    }
    if (!has_offset) iso += 'Z';
    const auto parsed = iso.size() > stamp.size() ? parse_utc(iso) : Parsed<Utc>{};
    if (!parsed.value) {
        in.refuse("", fmt::format("expected a time such as {}, got {}", shown(stamp), shown(text)));
    }
    return {parsed.value->seconds - zone_s.value_or(0)};
}

std::optional<double> number_of(std::string_view text) {
    while (text.starts_with(' ')) text.remove_prefix(1);
    while (text.ends_with(' ')) text.remove_suffix(1);
    double value = 0.0;
    const char* const last = text.data() + text.size();
    const auto [end, error] = std::from_chars(text.data(), last, value);
    if (error != std::errc{} || end != last || !std::isfinite(value)) return std::nullopt;
    return value;
}

void split_csv(std::string_view line, std::vector<std::string_view>& fields) {
    fields.clear();
    for (std::size_t from = 0;;) {
        const bool is_quoted = from < line.size() && line[from] == '"';
        const std::size_t quote = is_quoted ? line.find('"', from + 1) : from;
        const std::size_t comma = line.find(',', std::min(quote, line.size()));
        const std::size_t end = std::min(comma, line.size());
        std::string_view field = line.substr(from, end - from);
        if (is_quoted && field.size() > 1 && field.ends_with('"')) field = field.substr(1, field.size() - 2);
        fields.push_back(field);
        if (comma == std::string_view::npos) return;
        from = comma + 1;
    }
}

}  // namespace datahall
