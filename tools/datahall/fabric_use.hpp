// What flows left on the links and switches of a fabric, as rows and tables; and options that tasks with
// flows share.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/fabric/flow_run.hpp"
#include "sim/fabric/names.hpp"
#include "sim/fabric/routed_paths.hpp"
#include "sim/report/sink.hpp"
#include "tools/datahall/calc_sheet.hpp"
#include "tools/datahall/fabric_input.hpp"
#include "tools/datahall/options.hpp"

namespace datahall {

/// Use of links from 0 to `end_s`.
struct LinkReport {
    std::span<const LinkUse> links;
    std::span<const double> capacities;  // bytes/s
    double end_s = 0.0;
    std::function<std::string(std::uint32_t)> name_of;
    std::span<const std::uint32_t> flows = {};  // that take each link; empty: not counted

    double mean_use(std::uint32_t link) const { return links[link].bytes / (capacities[link] * end_s); }
    double highest_use(std::uint32_t link) const { return links[link].peak / capacities[link]; }
};

/// The links with the highest mean use, as many as a sheet shows.
SheetTable busiest_links(const LinkReport& report);
void write_link_use_csv(const LinkReport& report, const Sink& sink);

/// A graph whose links a report is about.
struct SwitchReport {
    const FabricGraph& graph;
    const FabricPlan& plan;
    const FabricNames& names;
    const LinkReport& links;
};

/// Mean and highest use of switches that carried something, and which that was.
std::vector<SheetRow> switch_rows(const SwitchReport& report);
void write_switch_use_csv(const SwitchReport& report, const Sink& sink);

/// By --latency, --switch-latency and --nic-latency.  Throws UsageError.
PathLatency latency_asked(const Arguments& arguments, const FabricInput& input);

}  // namespace datahall
