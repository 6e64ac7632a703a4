#include "sim/report/result_directory.hpp"

#include <array>
#include <utility>

#include "sim/report/columns_json.hpp"
#include "sim/report/duration_csv.hpp"
#include "sim/report/heat_map_svg.hpp"
#include "sim/report/heat_table.hpp"
#include "sim/report/link_table.hpp"
#include "sim/report/losses_csv.hpp"
#include "sim/report/one_line_svg.hpp"
#include "sim/report/power_bus_table.hpp"
#include "sim/report/result_csv.hpp"
#include "sim/report/result_json.hpp"
#include "sim/report/sankey_json.hpp"
#include "sim/report/sankey_svg.hpp"

namespace datahall {
namespace {

constexpr std::array<std::string_view, 22> own_files{
    "result.json",  "meta.json",        "scenario.yaml",    "series.csv",   "jobs.csv",   "ledger.csv",
    "findings.csv", "columns.json",     "power.csv",        "one_line.svg", "losses.csv", "sankey.json",
    "sankey.svg",   "duration.csv",     "power_events.csv", "zones.csv",    "racks.csv",  "inlets.csv",
    "heat_map.svg", "heat_sankey.json", "heat_sankey.svg",  "links.csv"};

}  // namespace

ResultDirectory::ResultDirectory(std::string path, Overwrite overwrite)
    : directory_{std::move(path), overwrite, own_files} {}

void ResultDirectory::write(const Result& result, const JobSource& jobs, std::string_view resolved_scenario,
                            const Meta& meta) {
    directory_.clear();
    directory_.write("scenario.yaml", resolved_scenario);
    directory_.write("series.csv", [&](const Sink& sink) { write_series_csv(result.series, sink); });
    directory_.write("jobs.csv", [&](const Sink& sink) { write_jobs_csv(result, jobs, sink); });
    directory_.write("ledger.csv", [&](const Sink& sink) { write_ledger_csv(result.ledger, sink); });
    directory_.write("findings.csv", [&](const Sink& sink) { write_findings_csv(result.findings, sink); });
    directory_.write("power_events.csv",
                     [&](const Sink& sink) { write_power_events_csv(result.power_events, sink); });
    directory_.write("power.csv", [&](const Sink& sink) { write_power_bus_csv(result.power.buses, sink); });
    directory_.write("one_line.svg", one_line_svg(result.power, result.scenario));
    directory_.write("losses.csv", [&](const Sink& sink) { write_losses_csv(result.power, sink); });
    directory_.write("sankey.json", sankey_json(result.power.flow));
    directory_.write("sankey.svg", sankey_svg(result.power.flow, result.scenario + ": where energy went"));
    directory_.write("duration.csv",
                     [&](const Sink& sink) { write_duration_csv(result.power.durations, sink); });
    directory_.write("zones.csv", [&](const Sink& sink) { write_zones_csv(result.heat.zones, sink); });
    directory_.write("racks.csv", [&](const Sink& sink) { write_racks_csv(result, sink); });
    if (!result.inlets.columns.empty())
        directory_.write("inlets.csv", [&](const Sink& sink) { write_series_csv(result.inlets, sink); });
    if (!result.links.empty())
        directory_.write("links.csv", [&](const Sink& sink) { write_links_csv(result.links, sink); });
    directory_.write("heat_map.svg", heat_map_svg(result));
    directory_.write("heat_sankey.json", sankey_json(result.heat.flow));
    directory_.write("heat_sankey.svg", sankey_svg(result.heat.flow, result.scenario + ": where heat went"));
    directory_.write("columns.json", columns_json(result, jobs));
    directory_.write("meta.json", meta_json(meta));
    directory_.write("result.json", result_json(result));
}

}  // namespace datahall
