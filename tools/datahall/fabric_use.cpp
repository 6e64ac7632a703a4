#include "tools/datahall/fabric_use.hpp"

#include <algorithm>

#include "sim/build/fabric/cable_list.hpp"
#include "sim/build/fabric/fabric_latency.hpp"
#include "sim/fabric/switch_use.hpp"
#include "sim/report/csv.hpp"
#include "tools/datahall/usage_error.hpp"
#include "tools/datahall/values.hpp"

namespace datahall {
namespace {

constexpr std::size_t links_shown = 10;

std::vector<std::uint32_t> used_links(const LinkReport& report) {
    std::vector<std::uint32_t> used;
    for (std::uint32_t l = 0; l < report.links.size(); ++l) {
        if (report.links[l].bytes > 0.0) used.push_back(l);
    }
    return used;
}

void head(CsvWriter& csv, std::span<const std::string_view> names) {
    for (const std::string_view name : names) csv.text(name);
    csv.end_row();
}

}  // namespace

SheetTable busiest_links(const LinkReport& report) {
    std::vector<std::uint32_t> links = used_links(report);
    std::ranges::stable_sort(links, std::greater<>{}, [&](std::uint32_t l) { return report.mean_use(l); });
    if (links.size() > links_shown) links.resize(links_shown);
    SheetTable table;
    table.columns = {"link", "bytes", "mean_use", "highest_use"};
    if (!report.flows.empty()) table.columns.emplace_back("flows");
    for (const std::uint32_t l : links) {
        table.rows.push_back(
            {report.name_of(l), report.links[l].bytes, report.mean_use(l), report.highest_use(l)});
        if (!report.flows.empty()) table.rows.back().emplace_back(double(report.flows[l]));
    }
    return table;
}

void write_link_use_csv(const LinkReport& report, const Sink& sink) {
    CsvWriter csv{sink};
    std::vector<std::string_view> columns{"link", "capacity_Bps", "bytes", "mean_use", "highest_use"};
    if (!report.flows.empty()) columns.emplace_back("flows");
    head(csv, columns);
    for (const std::uint32_t l : used_links(report)) {
        csv.text(report.name_of(l)).number(report.capacities[l]).number(report.links[l].bytes);
        csv.number(report.mean_use(l)).number(report.highest_use(l));
        if (!report.flows.empty()) csv.whole(report.flows[l]);
        csv.end_row();
    }
    csv.flush();
}

std::vector<SheetRow> switch_rows(const SwitchReport& report) {
    const std::vector<SwitchUse> uses =
        use_of_switches(report.graph, report.links.links, report.links.capacities);
    double sum = 0.0;
    double used = 0.0;
    double highest = 0.0;
    std::string busiest;
    for (std::uint32_t s = 0; s < uses.size(); ++s) {
        if (uses[s].bytes <= 0.0) continue;
        const double share = uses[s].share(report.links.end_s);
        sum += share;
        used += 1.0;
        if (share > highest) busiest = report.names.of_switch(s);
        highest = std::max(highest, share);
    }
    if (used == 0.0) return {};
    return {{"switches_used", used, "1", "Switches that carried something"},
            {"switch_use_mean", sum / used, "1",
             "Bytes through a switch over what its cables bring, mean of them"},
            {"switch_use_highest", highest, "1", "The same of the busiest"},
            {"switch_busiest", busiest, "", "Which that was"}};
}

void write_switch_use_csv(const SwitchReport& report, const Sink& sink) {
    CsvWriter csv{sink};
    constexpr std::string_view columns[] = {"switch", "role", "cables", "capacity_Bps", "bytes", "mean_use"};
    head(csv, columns);
    const std::vector<SwitchUse> uses =
        use_of_switches(report.graph, report.links.links, report.links.capacities);
    for (std::uint32_t s = 0; s < uses.size(); ++s) {
        csv.text(report.names.of_switch(s)).text(name_of(report.plan.switches[s].role));
        csv.whole(report.graph.ports_of(report.graph.hosts + s).size()).number(uses[s].capacity);
        csv.number(uses[s].bytes).number(uses[s].share(report.links.end_s)).end_row();
    }
    csv.flush();
}

PathLatency latency_asked(const Arguments& arguments, const FabricInput& input) {
    PathLatency latency;
    if (arguments.has("latency")) {
        if (!input.scenario) {
            throw UsageError{
                "option '--latency' needs a scenario, whose floor has cables; give --switch-latency "
                "and --nic-latency for a sheet",
                "fabric"};
        }
        latency = fabric_latency(input.scenario->config(), *input.facility);
    }
    if (const auto hop = duration_of(arguments, "switch-latency")) latency.per_switch = *hop;
    if (const auto ends = duration_of(arguments, "nic-latency")) latency.at_ends = *ends;
    return latency;
}

}  // namespace datahall
