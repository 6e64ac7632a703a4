// Tables for a terminal.
#include "tests/bench/bench_text.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "sim/report/table.hpp"
#include "tests/bench/verdict.hpp"

namespace datahall::bench {
namespace {

std::string ratio_text(const Row& row) {
    const auto [least, most] = std::ranges::minmax(row.ratios);
    return fmt::format("{:.2f} ({:.2f}..{:.2f})", row.median_ratio(), least, most);
}

std::string cells_table(std::span<const Row> rows, std::size_t width) {
    Table table{{{"contestant"},
                 {"ns/pop", Align::right},
                 {"time / ladder's", Align::right},
                 {"alloc/pop", Align::right}}};
    const Row* above = nullptr;
    for (const Row& row : rows) {
        if (above == nullptr || above->mode != row.mode || above->entities != row.entities ||
            above->distribution != row.distribution) {
            table.add_heading(fmt::format("{}, {}, {} entities",
                                          mode_names[static_cast<std::size_t>(row.mode)],
                                          row.distribution->name, row.entities));
        }
        above = &row;
        if (!row.is_measured()) {
            table.add({std::string{row.contestant->name}, std::string{ending_text(row.last.ending)}, "", ""});
            continue;
        }
        table.add({std::string{row.contestant->name}, fmt::format("{:.1f}", row.least_ns()), ratio_text(row),
                   fmt::format("{:.4f}", static_cast<double>(row.last.allocations) /
                                             static_cast<double>(row.last.pops))});
    }
    return table.render(width);
}

std::string ratios_table(std::span<const Row> rows, std::size_t width) {
    Table table{{{"rival"},
                 {"entities", Align::right},
                 {"time / ladder's", Align::right},
                 {"worst", Align::right},
                 {"of", Align::right},
                 {"on"}}};
    for (const HoldRatio& r : hold_ratios(rows)) {
        table.add({std::string{r.rival->name}, std::to_string(r.entities), fmt::format("{:.2f}", r.median),
                   fmt::format("{:.2f}", r.worst), std::to_string(r.distributions),
                   std::string{r.worst_distribution}});
    }
    return table.render(width);
}

}  // namespace

std::string targets_table(std::span<const Target> targets, std::size_t width) {
    Table table{{{"", Align::left},
                 {"must", Align::right},
                 {"goal", Align::right},
                 {"got", Align::right},
                 {"what", Align::left, true}}};
    for (const Target& t : targets) {
        const std::string_view sign = t.at_least ? ">=" : "<=";
        table.add({t.met(t.goal)   ? "goal"
                   : t.met(t.must) ? "met"
                                   : "MISSED",
                   fmt::format("{} {:.4g}", sign, t.must), fmt::format("{} {:.4g}", sign, t.goal),
                   fmt::format("{:.3g}", t.got), t.what});
    }
    return table.render(width);
}

std::string_view ending_text(Ending ending) {
    switch (ending) {
        case Ending::measured:
            return "measured";
        case Ending::unfinished:
            return "did not finish";
        case Ending::not_installed:
            return "not installed";
    }
    return {};
}

std::string bench_tables(std::span<const Row> rows, std::size_t width) {
    return "Cells: least ns over the rounds, ratio of the times within a round (median, least..most)\n" +
           cells_table(rows, width) + "\nHold over all distributions measured: median and worst ratio\n" +
           ratios_table(rows, width) + "\nTargets\n" + targets_table(targets_of(rows), width) +
           "\nAll contestants fired the same sequences.\n";
}

}  // namespace datahall::bench
