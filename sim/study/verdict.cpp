#include "sim/study/verdict.hpp"

#include <array>
#include <string_view>

#include <fmt/format.h>

namespace datahall {
namespace {

// A family of rows that is worth a sentence.
struct Claim {
    ComparisonView view;
    std::string_view id;        // or its beginning, before the name of a reference device
    std::string_view when;      // starts the sentence
    std::string_view verb;      // of the hall
    std::string_view quantity;  // what is counted
    std::string_view per;       // the denominator, with a space before it
};

constexpr std::string_view flat_out = "Flat out, ";
constexpr std::string_view as_it_comes = "With the demand as it comes, ";
constexpr std::string_view work_per_day = "work.per_day_";
constexpr std::string_view served_share = "_served_share";
constexpr std::array<Claim, 8> claims{{
    {ComparisonView::design, "power.density", "", "has", "nameplate IT power", " per m2 of hall floor"},
    {ComparisonView::saturated, "work.per_area_", flat_out, "does", "work", " a day per m2 of hall floor"},
    {ComparisonView::saturated, "work.per_power_", flat_out, "does", "work",
     " a day per MW of its peak power at the utility meter"},
    {ComparisonView::saturated, "work.per_energy_", flat_out, "does", "work",
     " per MWh at the utility meter"},
    {ComparisonView::saturated, "work.per_cost_", flat_out, "does", "work", " per dollar of monthly cost"},
    {ComparisonView::demand, "energy.utility", as_it_comes, "uses", "energy",
     " at the utility meter, whatever share each serves"},
    {ComparisonView::demand, "water.consumed", as_it_comes, "uses", "water",
     " on site, whatever share each serves"},
    {ComparisonView::cost, "cost.monthly", "", "has", "cost", " a month"},
}};

bool is_of(const ComparisonRow& row, const Claim& claim) {
    if (row.view != claim.view) return false;
    return claim.id.ends_with('_') ? row.id.starts_with(claim.id) : row.id == claim.id;
}

std::string range_of(const Estimate& e) {
    return e.low == e.high ? "" : fmt::format(" ({:.3g} to {:.3g})", e.low, e.high);
}

// Work of different devices cannot be added up, so a sentence names the one that it counts in.
std::string note_of(const ComparisonRow& row, const Claim& claim) {
    if (!claim.id.ends_with('_')) return "";
    return fmt::format(", in hours of {}", row.id.substr(claim.id.size()));
}

struct Pair {
    const std::string& base;
    const std::string& hall;
};

std::string sentence(const Claim& claim, const Estimate& ratio, const Pair& names, const std::string& note) {
    if (ratio.low == 1.0 && ratio.high == 1.0) {
        return fmt::format("{}{} {} the same {} as {}{}{}.", claim.when, names.hall, claim.verb,
                           claim.quantity, names.base, claim.per, note);
    }
    if (ratio.low <= 1.0 && ratio.high >= 1.0) {
        return fmt::format("{}no difference is shown between {} and {} in {}{}{}: the ratio is {:.3g}{}.",
                           claim.when, names.hall, names.base, claim.quantity, claim.per, note, ratio.value,
                           range_of(ratio));
    }
    return fmt::format("{}{} {} {:.3g}{} times the {} of {}{}{}.", claim.when, names.hall, claim.verb,
                       ratio.value, range_of(ratio), claim.quantity, names.base, claim.per, note);
}

// A hall that can do what the other cannot has no ratio, but this.
std::string only_one(const ComparisonRow& row, std::size_t h, const Pair& names) {
    const bool base_does = row.values[0] && row.values[0]->value > 0.0;
    const bool hall_does = row.values[h] && row.values[h]->value > 0.0;
    if (base_does == hall_does) return "";
    return fmt::format("Flat out, {} does {:.0f} hours of {} a day, {} none.",
                       base_does ? names.base : names.hall,
                       (base_does ? row.values[0] : row.values[h])->value, row.id.substr(work_per_day.size()),
                       base_does ? names.hall : names.base);
}

void add_exclusive_work(const Comparison& c, std::size_t h, std::vector<std::string>& out) {
    for (const ComparisonRow& row : c.rows) {
        if (row.view != ComparisonView::saturated || !row.id.starts_with(work_per_day)) continue;
        std::string text = only_one(row, h, {c.halls[0].name, c.halls[h].name});
        if (!text.empty()) out.push_back(std::move(text));
    }
}

void add_claims(const Comparison& c, std::size_t h, std::vector<std::string>& out) {
    for (const Claim& claim : claims) {
        for (const ComparisonRow& row : c.rows) {
            if (!is_of(row, claim) || !row.ratios[h] || row.ratios[h]->value == 0.0) continue;
            out.push_back(
                sentence(claim, *row.ratios[h], {c.halls[0].name, c.halls[h].name}, note_of(row, claim)));
        }
    }
}

std::string percent(const Estimate& share) {
    const std::string value = fmt::format("{:.3g} %", 100.0 * share.value);
    if (share.low == share.high) return value;
    return fmt::format("{} ({:.3g} to {:.3g})", value, 100.0 * share.low, 100.0 * share.high);
}

void add_served(const Comparison& c, std::size_t h, std::vector<std::string>& out) {
    for (const ComparisonRow& row : c.rows) {
        const bool is_share = row.view == ComparisonView::demand && row.id.ends_with(served_share);
        if (!is_share || !row.values[0] || !row.values[h]) continue;
        out.push_back(fmt::format("Of the work handed out by stream {}, {} does {} inside the window, {} {}.",
                                  row.label.substr(0, row.label.find(',')), c.halls[0].name,
                                  percent(*row.values[0]), c.halls[h].name, percent(*row.values[h])));
    }
}

}  // namespace

std::vector<std::string> verdict_of(const Comparison& comparison) {
    std::vector<std::string> sentences;
    for (std::size_t h = 1; h < comparison.halls.size(); ++h) {
        add_claims(comparison, h, sentences);
        add_exclusive_work(comparison, h, sentences);
        add_served(comparison, h, sentences);
    }
    return sentences;
}

}  // namespace datahall
