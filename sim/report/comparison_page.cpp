#include "sim/report/comparison_page.hpp"

#include <stdexcept>

#include <fmt/format.h>

#include "sim/report/figures.hpp"
#include "sim/report/html.hpp"
#include "sim/report/page_cells.hpp"
#include "sim/report/page_drawings.hpp"
#include "sim/report/page_evidence.hpp"
#include "sim/report/page_figures.hpp"
#include "sim/report/page_style.hpp"
#include "sim/report/page_summary.hpp"

namespace datahall {
namespace {

// No script, no request, no frame; only the style sheet in this file and drawings in it.
constexpr std::string_view policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

std::string title_of(const Comparison& c) {
    std::string title;
    for (std::size_t i = 0; i < c.halls.size(); ++i) {
        const bool is_last = i + 1 == c.halls.size();
        if (i > 0) title += is_last ? " and " : ", ";
        title += c.halls[i].name;
    }
    return title;
}

std::string duration_text(double seconds) {
    const Figure figure = for_people(seconds, "s");
    // "30.00 d" is a plain 30 days
    std::string number = figure.number;
    if (number.find('.') != std::string::npos) number.erase(number.find_last_not_of('0') + 1);
    if (number.ends_with('.')) number.pop_back();
    return fmt::format("{} {}", number, figure.unit == "d" ? "days" : figure.unit);
}

void put_head_element(Markup& out, const Comparison& c) {
    out.open("head").line();
    out.leaf("meta", {{"http-equiv", "Content-Security-Policy"}, {"content", policy}}).line();
    out.leaf("meta", {{"charset", "utf-8"}}).line();
    out.leaf("meta", {{"name", "viewport"}, {"content", "width=device-width, initial-scale=1"}}).line();
    out.leaf("meta", {{"name", "color-scheme"}, {"content", "light dark"}}).line();
    out.leaf("meta", {{"name", "generator"}, {"content", "datahall " + c.version}}).line();
    out.element("title", title_of(c) + ": comparison").line();
    out.style_sheet(page_style()).close().line();
}

void put_conditions(Markup& out, const Comparison& c) {
    std::string text = fmt::format("{} simulated", duration_text(c.duration_s));
    if (c.warm_up_s > 0) text += fmt::format(", the first {} not counted", duration_text(c.warm_up_s));
    text +=
        fmt::format(" · {} replication{} · seed {}", c.replications, c.replications == 1 ? "" : "s", c.seed);
    if (!c.equalised.empty()) text += fmt::format(" · halls of equal {}", c.equalised);
    out.element("p", text, {{"class", "conditions"}}).line();
}

void put_page_head(Markup& out, const Comparison& c) {
    out.open("header");
    out.element("p", "datahall comparison", {{"class", "kicker"}});
    out.element("h1", title_of(c)).line();
    put_conditions(out, c);
    out.close().line();
}

void put_about(Markup& out, const Comparison& c) {
    out.open("ul", {{"class", "about"}});
    for (std::size_t i = 0; i < c.halls.size(); ++i) {
        out.open("li");
        put_hall_name(out, c, i);
        if (i == 0) out.element("span", "base", {{"class", "base"}});
        out.text(" ").element("span", c.halls[i].about).close();
    }
    out.close().line();
}

void put_contents(Markup& out, const Comparison& c) {
    struct Entry {
        std::string_view target, name;
        bool exists;
    };
    const Entry entries[] = {{"#figures", "Figures", true},
                             {"#floors", "Floor plans", has_floors(c)},
                             {"#charts", "Over time", has_charts(c)},
                             {"#streams", "Served and refused", true},
                             {"#caveats", "Caveats", true},
                             {"#findings", "Findings", true},
                             {"#bill", "Prices", has_bill(c)},
                             {"#sources", "Sources", true},
                             {"#audits", "Audits", true},
                             {"#again", "Make it again", true}};
    out.open("nav", {{"aria-label", "Sections"}});
    for (const Entry& e : entries) {
        if (e.exists) out.element("a", e.name, {{"href", e.target}});
    }
    out.close().line();
}

void put_again(Markup& out, const Comparison& c) {
    open_section(out, "again", "Make it again");
    if (!c.command.empty()) out.open("pre").element("code", c.command).close().line();
    out.element("p",
                fmt::format("datahall {}, seed {}, {} replication{}. The same command gives the same bytes.",
                            c.version, c.seed, c.replications, c.replications == 1 ? "" : "s"));
    open_table(out, "Scenarios and hashes", "lines");
    put_head(out,
             {{"Hall"}, {"File"}, {"Scenario hash"}, {"Trace hash, same demand"}, {"Trace hash, flat out"}});
    out.open("tbody");
    for (std::size_t i = 0; i < c.halls.size(); ++i) {
        const ComparedHall& hall = c.halls[i];
        out.open("tr").open("th", {{"scope", "row"}});
        put_hall_name(out, c, i);
        out.close();
        for (const std::string& text :
             {hall.file, hall.scenario_hash, hall.demand.trace_hash, hall.saturated.trace_hash}) {
            out.element("td", text.empty() ? "—" : text, {{"class", "words hash"}});
        }
        out.close().line();
    }
    out.close().close().close().close().line();
}

}  // namespace

std::string comparison_page(const Comparison& c) {
    if (c.halls.empty()) throw std::logic_error{"a comparison without halls"};
    Markup out;
    out.open("html", {{"lang", "en"}}).line();
    put_head_element(out, c);
    out.open("body").open("main").line();
    put_page_head(out, c);
    put_verdict(out, c);
    put_tiles(out, c);
    put_about(out, c);
    put_contents(out, c);
    put_density(out, c);
    put_figures(out, c);
    put_floors(out, c);
    put_charts(out, c);
    put_streams(out, c);
    put_caveats(out, c);
    put_findings(out, c);
    put_bill(out, c);
    put_sources(out, c);
    put_audits(out, c);
    put_again(out, c);
    out.close().close().close().line();
    return "<!DOCTYPE html>\n" + out.take();
}

}  // namespace datahall
