#include "sim/report/text_report.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include <fmt/format.h>

#include "sim/config/utf8.hpp"
#include "sim/report/figures.hpp"
#include "sim/report/table.hpp"

namespace datahall {
namespace {

constexpr std::size_t findings_shown = 20;

std::string metrics_part(std::span<const Metric> metrics, std::size_t width) {
    if (metrics.empty()) return {};
    Table table{{{"metric"}, {"value", Align::right}, {"unit"}, {"meaning", Align::left, true}}};
    for (const Metric& m : metrics) {
        const Figure figure = m.value ? for_people(*m.value, m.unit) : Figure{"-", ""};
        table.add({m.name, figure.number, figure.unit, m.meaning});
    }
    return table.render(width);
}

std::string time_text(const Finding& f) {
    if (!f.time_s) return {};
    const Figure time = for_people(*f.time_s, "s");
    return time.number + " " + time.unit;
}

std::string findings_part(std::span<const Finding> findings, const ReportStyle& style) {
    if (findings.empty()) return "no findings\n";
    const std::size_t shown = style.everything ? findings.size() : std::min(findings_shown, findings.size());
    Table table{{{"finding"},
                 {"at", Align::right},
                 {"value", Align::right},
                 {"limit", Align::right},
                 {"unit"},
                 {"place and reason", Align::left, true}}};
    for (const Finding& f : findings.first(shown)) {
        const FigurePair pair = for_people(f.value, f.limit, f.unit);
        table.add({f.code, time_text(f), pair.first, pair.second, pair.unit,
                   fmt::format("{}: {}", f.object, f.text)});
    }
    std::string out = fmt::format("{} finding{}\n", findings.size(), findings.size() == 1 ? "" : "s");
    out += table.render(style.width);
    if (findings.size() > shown) out += fmt::format("... and {} more\n", findings.size() - shown);
    return out;
}

std::string audits_part(std::span<const Audit> audits, const ReportStyle& style) {
    std::string broken;
    std::size_t passed = 0;
    Table table{{{"audit"}, {"", Align::left}, {"difference", Align::right}, {"tolerance", Align::right}}};
    for (const Audit& audit : audits) {
        if (audit.passed) ++passed;
        if (!audit.passed) broken += (broken.empty() ? "; broken: " : ", ") + escaped(audit.name);
        table.add({audit.name, audit.passed ? "balances" : "BROKEN", four_digits(audit.difference),
                   four_digits(audit.tolerance)});
    }
    const std::string line = fmt::format("audits: {} of {} balance{}\n", passed, audits.size(), broken);
    return style.everything && !audits.empty() ? table.render(style.width) + '\n' + line : line;
}

std::string sources_part(std::span<const SourceUse> sources, const ReportStyle& style) {
    static constexpr std::array<std::string_view, 4> levels{"datasheet", "measured", "published", "estimate"};
    std::string by_level;
    for (const std::string_view level : levels) {
        const auto count = std::count_if(sources.begin(), sources.end(),
                                         [level](const SourceUse& s) { return s.confidence == level; });
        if (count > 0) by_level += fmt::format("{}{} {}", by_level.empty() ? " (" : ", ", count, level);
    }
    if (!by_level.empty()) by_level += ')';
    std::string line = fmt::format("sources: {}{}\n", sources.size(), by_level);
    if (!style.everything || sources.empty()) return line;
    Table table{{{"entry"}, {"confidence"}, {"source", Align::left, true}}};
    for (const SourceUse& s : sources) table.add({s.entry, s.confidence, s.source});
    return line + table.render(style.width);
}

}  // namespace

std::string design_report(std::span<const Metric> metrics, std::span<const Finding> findings,
                          std::span<const SourceUse> sources, const ReportStyle& style) {
    return metrics_part(metrics, style.width) + '\n' + findings_part(findings, style) +
           sources_part(sources, style);
}

std::string run_report(const Result& result, const ReportStyle& style) {
    std::string out =
        fmt::format("{}, seed {}, replication {}: {}\n\n", escaped(result.scenario), result.seed,
                    result.replication, result.complete ? "complete" : "STOPPED EARLY");
    out += metrics_part(result.metrics, style.width) + '\n';
    out += findings_part(result.findings, style) + audits_part(result.audits, style);
    return out + sources_part(result.sources, style);
}

}  // namespace datahall
