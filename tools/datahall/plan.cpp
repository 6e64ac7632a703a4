// `datahall plan`: what would be built, without simulating anything.
#include "sim/build/plan.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <memory>

#include <fmt/format.h>

#include "sim/build/fabric/cable_list.hpp"
#include "sim/build/fabric/wiring.hpp"
#include "sim/build/floor_drawing.hpp"
#include "sim/config/utf8.hpp"
#include "sim/report/bill_csv.hpp"
#include "sim/report/cable_runs_svg.hpp"
#include "sim/report/fabric_svg.hpp"
#include "sim/report/json.hpp"
#include "sim/report/one_line_svg.hpp"
#include "sim/report/output_directory.hpp"
#include "sim/report/power_table.hpp"
#include "sim/report/result_csv.hpp"
#include "sim/report/result_json.hpp"
#include "sim/report/text_report.hpp"
#include "sim/report/wiring_csv.hpp"
#include "sim/report/wiring_table.hpp"
#include "sim/study/money.hpp"
#include "tools/datahall/build_facts.hpp"
#include "tools/datahall/exit_code.hpp"
#include "tools/datahall/loading.hpp"
#include "tools/datahall/verbs.hpp"

namespace datahall {
namespace {

constexpr std::array<Option, 7> options{{
    {.name = "output",
     .letter = 'o',
     .argument = "DIR",
     .meaning = "write plan.json, metrics, bill, power chain, every cable as CSV, and drawings there"},
    {.name = "force", .meaning = "replace a plan that DIR already holds"},
    set_option,
    {.name = "format",
     .argument = "table|json|csv",
     .meaning = "what to print: tables, all as JSON, or the metrics as CSV",
     .fallback = "table"},
    {.name = "strict", .meaning = "exit with 1 if there are findings"},
    max_input_option,
    allow_include_option,
}};

constexpr std::array<std::string_view, 3> examples{
    "datahall plan scenarios/starter/gpu_hall.yaml",
    "datahall plan hall.yaml --set hall.power_limit=\"2 MW\"",
    "datahall plan hall.yaml -o results/plan",
};

constexpr std::size_t buses_shown = 20;
constexpr std::size_t trays_shown = 5;

// plan.json is written last: where it stands, everything else is complete.
constexpr std::array<std::string_view, 12> own_files{
    "plan.json",  "metrics.csv",  "bill.csv",  "power.csv",    "one_line.svg", "cables.csv",
    "fabric.csv", "switches.csv", "trays.csv", "columns.json", "fabric.svg",   "cable_runs.svg"};

std::string plan_json(const Plan& plan, const WiringReport& wiring) {
    JsonWriter json;
    json.begin_object();
    json.key("schema_version").whole(result_schema_version);
    json.key("version").text(build_facts().version);
    json.key("scenario").text(plan.scenario);
    put_metrics(json, plan.metrics);
    put_findings(json, plan.findings);
    put_sources(json, plan.sources);
    json.key("power_chain");
    put_power(json, plan.power);
    if (!wiring.fabric.empty()) {
        json.key("wiring");
        put_wiring(json, wiring);
    }
    json.end_object();
    return json.finish();
}

void print_plan(const Arguments& arguments, Session& session, const Plan& plan, const WiringReport& wiring) {
    const std::string format = arguments.text("format");
    if (format == "json") {
        session.out.write(plan_json(plan, wiring));
    } else if (format == "csv") {
        write_metrics_csv(plan.metrics, [&session](std::string_view bytes) { session.out.write(bytes); });
    } else if (!arguments.has("quiet")) {
        session.out.write(fmt::format("{}: the plan\n\n", escaped(plan.scenario)));
        const bool everything = arguments.has("verbose");
        const std::size_t width = session.screen.width;
        for (const std::string& part :
             {wiring_table(wiring, width, everything ? wiring.trays.size() : trays_shown),
              power_table(plan.power, width, everything ? plan.power.rows.size() : buses_shown)}) {
            if (!part.empty()) session.out.write(part + '\n');
        }
        session.out.write(design_report(plan.metrics, plan.findings, plan.sources,
                                        {.width = width, .everything = everything}));
    }
    session.out.flush();
}

void write_wiring(const OutputDirectory& directory, const Scenario& scenario, const Plan& plan,
                  const WiringReport& wiring) {
    const CableList cables{scenario.config(), plan.facility};
    directory.write("cables.csv", [&](const Sink& sink) {
        write_cables_csv(
            cables.size(), [&cables](std::size_t i) { return cables.at(i); }, sink);
    });
    directory.write("fabric.csv", [&](const Sink& sink) { write_fabric_csv(wiring, sink); });
    directory.write("switches.csv", [&](const Sink& sink) { write_switches_csv(wiring, sink); });
    directory.write("trays.csv", [&](const Sink& sink) { write_trays_csv(wiring, sink); });
    directory.write("columns.json", wiring_columns_json());
    directory.write("fabric.svg", fabric_svg(plan.facility.fabric, wiring, plan.scenario));
    directory.write("cable_runs.svg", cable_runs_svg(floor_of(plan.facility), wiring, plan.scenario));
}

void write_all(const OutputDirectory& directory, const Scenario& scenario, const Plan& plan,
               const WiringReport& wiring) {
    directory.clear();
    directory.write("metrics.csv", [&](const Sink& sink) { write_metrics_csv(plan.metrics, sink); });
    directory.write("bill.csv", [&](const Sink& sink) { write_bill_csv(plan.bill, sink); });
    directory.write("power.csv", [&](const Sink& sink) { write_power_csv(plan.power, sink); });
    directory.write("one_line.svg", one_line_svg(plan.power, plan.scenario));
    if (!wiring.fabric.empty()) write_wiring(directory, scenario, plan, wiring);
    directory.write("plan.json", plan_json(plan, wiring));
}

std::unique_ptr<OutputDirectory> directory_of(const Arguments& arguments) {
    if (!arguments.has("output") || arguments.text("output") == "-") return nullptr;
    return std::make_unique<OutputDirectory>(
        arguments.text("output"), arguments.has("force") ? Overwrite::own_files : Overwrite::refuse,
        own_files);
}

int run(const Arguments& arguments, Session& session) {
    const std::unique_ptr<OutputDirectory> directory = directory_of(arguments);
    const ScenarioOptions load = load_options(arguments);
    session.scenario = arguments.operands().front();
    const Scenario scenario = load_scenario(session.scenario, load, session.models);
    session.subject = fmt::format("plan of scenario '{}'", scenario.name());
    Plan plan = make_plan(scenario);
    std::ranges::move(capex_metrics(plan.bill), std::back_inserter(plan.metrics));
    const WiringReport wiring = report_wiring(scenario.config(), plan.facility);
    if (directory) write_all(*directory, scenario, plan, wiring);
    print_plan(arguments, session, plan, wiring);
    if (directory && !arguments.has("quiet")) session.note("plan in " + escaped(directory->path()));
    return arguments.has("strict") && !plan.findings.empty() ? exit_code::missed : exit_code::done;
}

}  // namespace

constinit const Verb plan_verb{
    .name = "plan",
    .summary = "show what would be built: racks, power, cables, prices; no simulation",
    .operands = {"SCENARIO", 1, 1},
    .examples = examples,
    .options = options,
    .run = run};

}  // namespace datahall
