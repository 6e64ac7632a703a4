// JSON, CSV and the page.
#include <algorithm>
#include <limits>

#include <fmt/format.h>

#include "sim/report/csv.hpp"
#include "sim/report/json.hpp"
#include "tests/bench/bench_chart.hpp"
#include "tests/bench/bench_text.hpp"
#include "tests/bench/simulation.hpp"
#include "tests/bench/verdict.hpp"
#include "tools/datahall/build_facts.hpp"
#include "tools/datahall/process_facts.hpp"

namespace datahall::bench {
namespace {

std::string_view name_of(Mode mode) {
    return mode_names[static_cast<std::size_t>(mode)];
}

void put_figures(JsonWriter& json, const Row& row) {
    json.key("pops").whole(row.last.pops);
    json.key("ns").begin_array(JsonWriter::Layout::one_line);
    for (const double ns : row.ns) json.number(ns);
    json.end_array();
    json.key("ratio").number(row.median_ratio());
    json.key("checksum").text(fmt::format("{:016x}", row.last.checksum));
    json.key("allocations").whole(row.last.allocations);
    json.key("bytes").whole(row.last.bytes);
}

void put_row(JsonWriter& json, const Row& row) {
    json.begin_object(JsonWriter::Layout::one_line);
    json.key("mode").text(name_of(row.mode));
    json.key("distribution").text(row.distribution->name);
    json.key("entities").whole(row.entities);
    json.key("contestant").text(row.contestant->name);
    json.key("ending").text(ending_text(row.last.ending));
    if (row.is_measured()) put_figures(json, row);
    json.end_object();
}

std::vector<Target> all_targets(std::span<const Row> rows, const Simulation& simulation) {
    std::vector<Target> targets = rows.empty() ? std::vector<Target>{} : targets_of(rows);
    targets.insert(targets.end(), simulation.targets.begin(), simulation.targets.end());
    return targets;
}

constexpr std::string_view style =
    "body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1c2733;"
    "background:#fff}svg{width:100%;height:auto}table{border-collapse:collapse}"
    "td,th{padding:.15rem .8rem .15rem 0;text-align:left;border-bottom:1px solid #d5dbe1}"
    "td.n{text-align:right;font-variant-numeric:tabular-nums}"
    "@media(prefers-color-scheme:dark){body{color:#e4e9ee;background:#14191f}td,th{border-color:#36414c}}";

void put_targets(Markup& out, std::span<const Target> targets) {
    out.open("table").open("tr");
    for (const char* header : {"target", "must", "goal", "got", ""}) out.element("th", header);
    out.close();
    for (const Target& t : targets) {
        const std::string_view sign = t.at_least ? "at least" : "at most";
        out.open("tr").element("td", t.what);
        out.element("td", fmt::format("{} {:.4g}", sign, t.must), {{"class", "n"}});
        out.element("td", fmt::format("{:.4g}", t.goal), {{"class", "n"}});
        out.element("td", fmt::format("{:.3g}", t.got), {{"class", "n"}});
        out.element("td", t.met(t.goal) ? "goal" : t.met(t.must) ? "met" : "missed").close().line();
    }
    out.close();
}

}  // namespace

void put_target(JsonWriter& json, const Target& target) {
    json.begin_object(JsonWriter::Layout::one_line);
    json.key("what").text(target.what);
    json.key("got").number(target.got);
    json.key("must").number(target.must);
    json.key("goal").number(target.goal);
    json.key("met").flag(target.met(target.must));
    json.end_object();
}

std::string part_json(std::span<const Target> targets, const std::function<void(JsonWriter&)>& put_rows) {
    JsonWriter json;
    json.begin_object();
    json.key("build").begin_object();
    put_build(json, build_facts());
    json.end_object();
    json.key("targets").begin_array();
    for (const Target& target : targets) put_target(json, target);
    json.end_array();
    json.key("rows").begin_array();
    put_rows(json);
    json.end_array();
    json.end_object();
    return json.finish();
}

std::string bench_json(std::span<const Row> rows, const Simulation& simulation) {
    JsonWriter json;
    json.begin_object();
    json.key("build").begin_object();
    put_build(json, build_facts());
    json.end_object();
    json.key("targets").begin_array();
    for (const Target& target : all_targets(rows, simulation)) put_target(json, target);
    json.end_array();
    json.key("rows").begin_array();
    for (const Row& row : rows) put_row(json, row);
    json.end_array();
    put_simulation(json, simulation);
    json.end_object();
    return json.finish();
}

void write_bench_csv(std::span<const Row> rows, const Sink& sink) {
    CsvWriter csv{sink};
    for (const char* column :
         {"mode", "distribution", "entities", "contestant", "ending", "round", "ns_per_pop", "ratio"})
        csv.text(column);
    csv.end_row();
    const auto put = [&csv](const Row& row, std::size_t round, double ns, double ratio) {
        csv.text(name_of(row.mode))
            .text(row.distribution->name)
            .whole(row.entities)
            .text(row.contestant->name)
            .text(ending_text(row.last.ending));
        csv.whole(round).number(ns).number(ratio);
        csv.end_row();
    };
    for (const Row& row : rows) {
        for (std::size_t round = 0; round < row.ns.size(); ++round)
            put(row, round, row.ns[round], row.ratios[round]);
        constexpr double none = std::numeric_limits<double>::quiet_NaN();
        if (!row.is_measured()) put(row, 0, none, none);
    }
    csv.flush();
}

std::string bench_page(std::span<const Row> rows, const Simulation& simulation) {
    Markup out;
    out.open("html", {{"lang", "en"}}).line().open("head");
    out.leaf("meta", {{"charset", "utf-8"}})
        .leaf("meta", {{"name", "viewport"}, {"content", "width=device-width"}});
    out.element("title", "datahall bench: event queues").style_sheet(style).close().line().open("body");
    out.element("h1", "Event queues").line();
    if (has_chart(rows)) {
        out.element("p",
                    "One hold is one event taken out and one put in, exponential increments; thread CPU "
                    "time, least over the rounds.");
        put_chart(out, rows);
    }
    put_targets(out, all_targets(rows, simulation));
    put_simulation(out, simulation);
    out.close().close();
    return "<!DOCTYPE html>\n" + out.take();
}

}  // namespace datahall::bench
