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

constexpr std::string_view work_per_day = "work.per_day_";
constexpr std::string_view served_share = "_served_share";
constexpr std::string_view flat_out = "Flat out, ";
constexpr std::array<Claim, 3> claims{{
    {ComparisonView::saturated, "work.per_energy_", flat_out, "does", "work",
     " per MWh at the utility meter"},
    {ComparisonView::saturated, "work.per_cost_", flat_out, "does", "work", " per dollar of monthly cost"},
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

std::string joined(const std::vector<std::string>& names) {
    std::string out;
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (i > 0) out += i + 1 == names.size() ? " and " : ", ";
        out += names[i];
    }
    return out;
}

// What a hall does of the streams: all of some, a part of others, nothing of the rest.
std::string served_by(const Comparison& c, std::size_t h) {
    constexpr double nearly_all = 0.995;
    constexpr double hardly_any = 0.005;
    std::vector<std::string> all, some, none;
    for (const ComparisonRow& row : c.rows) {
        const bool is_share = row.view == ComparisonView::demand && row.id.ends_with(served_share);
        if (!is_share || !row.values[h]) continue;
        const double share = row.values[h]->value;
        std::string name = row.label.substr(0, row.label.find(','));
        if (share >= nearly_all) {
            all.push_back(std::move(name));
        } else if (share >= hardly_any) {
            some.push_back(fmt::format("{:.2g} % of {}", 100.0 * share, name));
        } else {
            none.push_back(std::move(name));
        }
    }
    std::vector<std::string> parts;
    if (!all.empty()) parts.push_back("all of " + joined(all));
    if (!some.empty()) parts.push_back(joined(some));
    if (!none.empty()) parts.push_back("nothing of " + joined(none));
    return joined(parts);
}

void add_served(const Comparison& c, std::vector<std::string>& out) {
    for (std::size_t h = 0; h < c.halls.size(); ++h) {
        const std::string served = served_by(c, h);
        if (!served.empty())
            out.push_back(fmt::format("Of the demand, {} serves {}.", c.halls[h].name, served));
    }
}

// At the same power the floor is what differs.
void add_floor_filled(const Comparison& c, std::size_t h, std::vector<std::string>& out) {
    const ComparisonRow* used = c.find("hall.used_share", ComparisonView::design);
    if (!used || !used->values[0] || !used->values[h]) return;
    out.push_back(fmt::format(
        "With the nameplate IT power held equal, {} fills {:.3g} % of its rack positions, {} {:.3g} %.",
        c.halls[h].name, 100.0 * used->values[h]->value, c.halls[0].name, 100.0 * used->values[0]->value));
}

// Nameplate power on the same floor, as designed and over what planners report, beside what is really drawn.
void add_density(const Comparison& c, std::size_t h, std::vector<std::string>& out) {
    const ComparisonRow* density = c.find("power.density", ComparisonView::design);
    if (!density || !density->ratios[h] || density->ratios[h]->value <= 0.0) return;
    const double ratio = density->ratios[h]->value;
    std::string text =
        fmt::format("On each m2 of hall floor {} has {:.3g} times the nameplate IT power of {}",
                    c.halls[h].name, ratio, c.halls[0].name);
    if (h < c.density.size() && c.density[h]) {
        text += fmt::format(" ({:.2f} to {:.2f} over the planning ranges of both)", c.density[h]->p5,
                            c.density[h]->p95);
    }
    const ComparisonRow* drawn = c.find("power.it_mean", ComparisonView::demand);
    if (drawn && drawn->ratios[h]) {
        const Estimate& r = *drawn->ratios[h];
        text += fmt::format("; with the demand as it comes it draws {:.3g}{} times as much", r.value,
                            range_of(r));
    }
    text += ratio >= 1.0
                ? fmt::format("; the same nameplate power would fill {:.3g} % of the floor.", 100.0 / ratio)
                : fmt::format("; the same nameplate power would need {:.3g} times the floor.", 1.0 / ratio);
    out.push_back(std::move(text));
}

}  // namespace

std::vector<std::string> verdict_of(const Comparison& comparison) {
    std::vector<std::string> sentences;
    for (std::size_t h = 1; h < comparison.halls.size(); ++h) {
        if (comparison.equalised == "power") {
            add_floor_filled(comparison, h, sentences);
        } else {
            add_density(comparison, h, sentences);
        }
    }
    add_served(comparison, sentences);
    for (std::size_t h = 1; h < comparison.halls.size(); ++h) {
        add_claims(comparison, h, sentences);
        add_exclusive_work(comparison, h, sentences);
    }
    return sentences;
}

}  // namespace datahall
