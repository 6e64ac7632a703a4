#include "sim/study/caveats.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include <fmt/format.h>

#include "sim/config/date.hpp"
#include "sim/study/comparison_figures.hpp"

namespace datahall {
namespace {

constexpr double watts_per_mw = 1e6;

// What rules see.
struct Study {
    const Comparison& comparison;
    std::span<const HallFacts> facts;
    const std::vector<ComparedHall>& halls() const { return comparison.halls; }
};
using Texts = std::vector<std::string>;

// Sums up one text a hall: "a: x; b: y".  Empty if no hall has one.
template <class Text>
std::string by_hall(const Study& s, const Text& text) {
    std::string all;
    for (std::size_t h = 0; h < s.halls().size(); ++h) {
        const std::string one = text(h);
        if (one.empty()) continue;
        all += fmt::format("{}{}: {}", all.empty() ? "" : "; ", s.halls()[h].name, one);
    }
    return all;
}

template <class Same>
bool all_same(std::span<const HallFacts> facts, const Same& field) {
    return std::ranges::all_of(facts, [&](const HallFacts& f) { return field(f) == field(facts.front()); });
}

std::optional<double> demand_metric(const ComparedHall& hall, std::string_view name) {
    return metric_value(hall.demand, name);
}

Texts one_replication(const Study& s) {
    if (s.comparison.replications > 1) return {};
    return {
        "One replication only: no figure has an interval, and no difference is more than chance may give."};
}

// Simulated figures of all halls without any spread.
Texts no_chance(const Study& s) {
    if (s.comparison.replications < 2) return {};
    const bool spread = std::ranges::any_of(s.comparison.rows, [](const ComparisonRow& row) {
        return row.view == ComparisonView::demand &&
               std::ranges::any_of(row.values, [](const auto& v) { return v && v->low < v->high; });
    });
    if (spread) return {};
    return {
        fmt::format("All {} replications gave the same figures: nothing in this demand is left to chance, "
                    "so no width of an interval says how sure it is.",
                    s.comparison.replications)};
}

// Work handed out by each stream of a hall's demand.
std::vector<std::pair<std::string, double>> offered(const ComparedHall& hall) {
    std::vector<std::pair<std::string, double>> streams;
    for (const StreamResult& stream : hall.demand.streams)
        streams.emplace_back(stream.name, stream.submitted);
    std::ranges::sort(streams);
    return streams;
}

Texts other_demand(const Study& s) {
    Texts texts;
    for (std::size_t h = 1; h < s.halls().size(); ++h) {
        if (offered(s.halls()[h]) == offered(s.halls()[0])) continue;
        texts.push_back(
            fmt::format("{} and {} do not face the same demand: compare what they do flat out, not how "
                        "they serve it.  A common list of streams in `demand:` gives both the same jobs.",
                        s.halls()[0].name, s.halls()[h].name));
    }
    return texts;
}

Texts all_served(const Study& s) {
    constexpr double all_of_it = 0.995;
    std::size_t streams = 0;
    for (const ComparisonRow& row : s.comparison.rows) {
        if (!row.id.ends_with("_served_share")) continue;
        ++streams;
        const auto served = [](const auto& v) { return v && v->low >= all_of_it; };
        if (!std::ranges::all_of(row.values, served)) return {};
    }
    if (streams == 0) return {};
    return {
        "Every hall serves the whole demand, so the work done is equal by construction: rank halls by "
        "energy, water and cost of it, or by what they do flat out."};
}

Texts refused_work(const Study& s) {
    const std::string text = by_hall(s, [&](std::size_t h) {
        std::string reasons;
        for (const Finding& f : s.halls()[h].demand.findings) {
            if (f.code != "F0501") continue;
            reasons +=
                fmt::format("{}{:.0f} of {} ({})", reasons.empty() ? "" : ", ", f.value,
                            f.object.substr(f.object.find('/') + 1), f.text.substr(f.text.find(": ") + 2));
        }
        return reasons;
    });
    if (text.empty()) return {};
    return {"Jobs refused, in replication 0: " + text + "."};
}

Texts lightly_loaded(const Study& s) {
    constexpr double light = 0.20;  // a PUE below it describes the idle plant
    const std::string text = by_hall(s, [&](std::size_t h) -> std::string {
        const auto load = demand_metric(s.halls()[h], "devices.utilization");
        const auto pue = demand_metric(s.halls()[h], "efficiency.pue");
        if (!load || !pue || *load >= light) return "";
        return fmt::format("PUE {:.3f} at {:.2g} % of its devices held", *pue, 100.0 * *load);
    });
    if (text.empty()) return {};
    return {"The PUE of a hall that is nearly idle says little of it at work: " + text + "."};
}

// The work classes behind a row of work, as "class a" or "classes a, b".
std::string classes_of(const ComparisonRow& row, const Result& result) {
    std::string classes;
    std::size_t count = 0;
    for (const StreamResult& stream : result.streams) {
        if (!row.label.starts_with(stream.reference + "-h/")) continue;
        classes += (count++ == 0 ? "" : ", ") + stream.work_class;
    }
    return (count > 1 ? "classes " : "class ") + classes;
}

bool is_huge(const std::optional<Estimate>& ratio) {
    constexpr double huge = 100.0;
    return ratio && ratio->value > 0.0 && (ratio->value > huge || ratio->value < 1.0 / huge);
}

Texts huge_speed_ups(const Study& s) {
    Texts texts;
    for (const ComparisonRow& row : s.comparison.rows) {
        if (row.view != ComparisonView::saturated || !row.id.starts_with("work.per_")) continue;
        for (std::size_t h = 1; h < row.ratios.size(); ++h) {
            const auto& r = row.ratios[h];
            if (!is_huge(r)) continue;
            texts.push_back(
                fmt::format("\"{}\" differs {:.0f}-fold between {} and {}, beyond what a change of "
                            "devices explains by itself; it comes from the work {}.",
                            row.label, std::max(r->value, 1.0 / r->value), s.halls()[h].name,
                            s.halls()[0].name, classes_of(row, s.halls()[h].saturated)));
        }
    }
    return texts;
}

// "2019-01-07T00:00:00Z" -> "2019"
std::string year_of(Utc time) {
    return to_text(time).substr(0, 4);
}

Texts other_years(const Study& s) {
    if (all_same(s.facts, [](const HallFacts& f) { return year_of(f.start); })) return {};
    return {
        "The halls are simulated in different years, so hardware, weather and prices may be of "
        "different times: " +
        by_hall(s,
                [&](std::size_t h) {
                    return fmt::format("{}, {}", year_of(s.facts[h].start), s.halls()[h].about);
                }) +
        "."};
}

Texts other_dates(const Study& s) {
    const auto in_year = [](const HallFacts& f) { return to_text(f.start).substr(5); };
    if (all_same(s.facts, in_year)) return {};
    return {"The halls start on different days of the year and meet different weather: " +
            by_hall(s, [&](std::size_t h) { return to_text(s.facts[h].start); }) + "."};
}

Texts other_spans(const Study& s) {
    Texts texts;
    if (!all_same(s.facts, [](const HallFacts& f) { return f.warm_up; })) {
        texts.push_back(
            "The warm-ups differ, and with them the window that is counted: " +
            by_hall(s,
                    [&](std::size_t h) { return fmt::format("{:g} h", s.facts[h].warm_up.si() / 3600.0); }) +
            ".");
    }
    if (!all_same(s.facts, [](const HallFacts& f) { return f.duration; })) {
        texts.push_back(fmt::format("The scenarios ask for different durations; all were run for {:g} h.",
                                    s.comparison.duration_s / 3600.0));
    }
    return texts;
}

Texts cold_start(const Study& s) {
    if (s.comparison.warm_up_s > 0.0) return {};
    return {"Nothing is left out as a warm-up: the halls start empty, and their first hours count."};
}

Texts no_failures(const Study& s) {
    const bool any = std::ranges::any_of(s.facts, [](const HallFacts& f) { return f.has_faults; });
    if (any) return {};
    return {"Nothing fails in these runs: no node, link or plant."};
}

Texts marginal_hosts(const Study& s) {
    std::string names;
    for (std::size_t h = 0; h < s.facts.size(); ++h) {
        if (!s.facts[h].lends_hosts) continue;
        names += (names.empty() ? "" : ", ") + s.comparison.halls[h].name;
    }
    if (names.empty()) return {};
    return {
        "Work on the hosts of accelerated nodes is charged the power that it adds; the nodes' idle power is "
        "charged to their devices: " +
        names + "."};
}

Texts no_costs(const Study& s) {
    const bool priced = std::ranges::any_of(
        s.comparison.rows, [](const ComparisonRow& row) { return row.view == ComparisonView::cost; });
    if (priced) return {};
    return {"No cost is counted: what a hall does per dollar is not known here."};
}

Texts no_support_racks(const Study& s) {
    const std::string text = by_hall(s, [&](std::size_t h) {
        std::string missing;
        for (const char* role : {"network", "storage", "management"}) {
            if (demand_metric(s.halls()[h], fmt::format("hall.racks_{}", role)).value_or(0.0) > 0.0) continue;
            missing += fmt::format("{}{}", missing.empty() ? "no rack for " : ", ", role);
        }
        return missing;
    });
    if (text.empty()) return {};
    return {"Racks beside the servers are missing, which makes a hall look denser than it can be: " + text +
            "."};
}

Texts hot_racks_in_air(const Study& s) {
    constexpr double hard_in_air = 40e3;  // W in a rack; above, the airflow needs a design of its own
    const std::string text = by_hall(s, [&](std::size_t h) -> std::string {
        const auto highest = demand_metric(s.halls()[h], "power.rack_highest");
        const auto liquid = demand_metric(s.halls()[h], "cooling.liquid_design");
        if (!highest || *highest < hard_in_air || liquid.value_or(0.0) > 0.0) return "";
        return fmt::format("{:.4g} kW", *highest / 1e3);
    });
    if (text.empty()) return {};
    return {"The strongest racks are cooled by air alone, and no airflow is simulated inside a hall: " +
            text + "."};
}

Texts nameplate_is_not_energy(const Study& s) {
    const std::string text = by_hall(s, [&](std::size_t h) -> std::string {
        const auto nameplate = demand_metric(s.halls()[h], "power.it_nameplate");
        const auto mean = demand_metric(s.halls()[h], "power.it_mean");
        if (!nameplate || !mean || *nameplate <= 0.0) return "";
        return fmt::format("{:.3g} %", 100.0 * *mean / *nameplate);
    });
    if (text.empty()) return {};
    return {
        "Nameplate power is what is planned for, not what is drawn; mean IT power of replication 0 as a "
        "share of it: " +
        text + "."};
}

bool is_over_its_limit(const ComparedHall& hall) {
    return std::ranges::any_of(hall.demand.findings, [](const Finding& f) { return f.code == "F0102"; });
}

Texts equal_floor(const Study& s) {
    if (s.comparison.equalised != "floor") return {};
    return {"The floor is held equal, and power limits are lifted: " +
            by_hall(s,
                    [&](std::size_t h) {
                        return fmt::format("{:.4g} m2",
                                           demand_metric(s.halls()[h], "hall.area").value_or(0.0));
                    }) +
            "."};
}

Texts equal_power(const Study& s) {
    if (s.comparison.equalised != "power") return {};
    const std::string text = by_hall(s, [&](std::size_t h) {
        const double watts = demand_metric(s.halls()[h], "power.it_nameplate").value_or(0.0);
        return fmt::format("{:.4g} MW{}", watts / watts_per_mw,
                           is_over_its_limit(s.halls()[h]) ? ", ABOVE the limit" : "");
    });
    Texts texts{
        "IT nameplate power is held equal as a limit that each hall fills with whole blocks, so a hall "
        "may stay below it by up to one block: " +
        text + "."};
    if (std::ranges::any_of(s.halls(), is_over_its_limit)) {
        texts.emplace_back(
            "The halls are NOT of equal power: blocks with a fixed `repeat` alone need more than "
            "the limit, so compare per MW only.");
    }
    return texts;
}

Texts weak_sources(const Study& s) {
    const std::string text = by_hall(s, [&](std::size_t h) -> std::string {
        const auto& sources = s.halls()[h].demand.sources;
        const auto estimates = std::ranges::count(sources, std::string{"estimate"}, &SourceUse::confidence);
        return estimates == 0 ? "" : fmt::format("{} of {}", estimates, sources.size());
    });
    if (text.empty()) return {};
    return {"Sources that are estimates: " + text + "."};
}

Texts findings(const Study& s) {
    const std::string text = by_hall(s, [&](std::size_t h) -> std::string {
        Texts codes;
        for (const Finding& f : s.halls()[h].demand.findings) codes.push_back(f.code);
        if (codes.empty()) return "";
        const std::size_t count = codes.size();
        std::ranges::sort(codes);
        codes.erase(std::unique(codes.begin(), codes.end()), codes.end());
        return fmt::format("{} ({})", count, fmt::join(codes, ", "));
    });
    if (text.empty()) return {};
    return {"Findings of the demand runs, in replication 0: " + text + "."};
}

constexpr std::array rules{
    one_replication, no_chance,      other_demand,           equal_floor, equal_power,      all_served,
    refused_work,    lightly_loaded, huge_speed_ups,         other_years, other_dates,      other_spans,
    cold_start,      no_failures,    marginal_hosts,         no_costs,    no_support_racks, hot_racks_in_air,
    findings,        weak_sources,   nameplate_is_not_energy};

}  // namespace

HallFacts facts_of(const ScenarioConfig& scenario) {
    return {.start = scenario.start,
            .duration = scenario.duration,
            .warm_up = scenario.warm_up,
            .has_faults = !scenario.faults.empty(),
            .lends_hosts = std::ranges::any_of(
                scenario.clusters, [](const ClusterConfig& c) { return c.pool == NodePool::hosts; })};
}

std::vector<std::string> caveats_of(const Comparison& comparison, std::span<const HallFacts> facts) {
    const Study study{comparison, facts};
    std::vector<std::string> caveats;
    for (const auto rule : rules) {
        for (std::string& text : rule(study)) caveats.push_back(std::move(text));
    }
    return caveats;
}

}  // namespace datahall
