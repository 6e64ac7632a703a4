#include "sim/report/page_evidence.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "sim/report/figures.hpp"
#include "sim/report/page_cells.hpp"

namespace datahall {
namespace {

constexpr std::string_view refusal_code = "F0501";
constexpr std::size_t findings_shown = 60;  // of a hall; findings.csv of its run has all

void put_words(Markup& out, std::string_view text) {
    out.element("td", text.empty() ? "—" : text, {{"class", "words"}});
}

// ---- streams

std::vector<std::string> stream_names(const Comparison& c) {
    std::vector<std::string> names;
    for (const ComparedHall& hall : c.halls) {
        for (const StreamResult& s : hall.demand.streams) {
            if (std::ranges::find(names, s.name) == names.end()) names.push_back(s.name);
        }
    }
    return names;
}

const StreamResult* stream_of(const Result& result, const std::string& name) {
    const auto at = std::ranges::find(result.streams, name, &StreamResult::name);
    return at == result.streams.end() ? nullptr : &*at;
}

void put_hours(Markup& out, double hours) {
    out.open("td", {{"class", "number"}});
    put_value(out, hours, "h");
    out.close();
}

void put_share(Markup& out, double part, double whole, std::string_view css_class) {
    out.element("td", whole > 0 ? percent(part / whole) : std::string{"—"}, {{"class", css_class}});
}

void put_stream_row(Markup& out, const StreamResult& s) {
    put_words(out, s.cluster.empty() ? "nobody" : s.cluster);
    put_hours(out, s.submitted);
    put_hours(out, s.served);
    put_share(out, s.served, s.due(), "number");
    put_hours(out, s.refused);
    put_share(out, s.refused, s.due(), s.refused > 0 ? "number bad" : "number");
    put_hours(out, s.lost);
}

void put_stream(Markup& out, const Comparison& c, const std::string& name) {
    const StreamResult* known = nullptr;
    for (const ComparedHall& hall : c.halls) {
        if (known == nullptr) known = stream_of(hall.demand, name);
    }
    out.open("tbody");
    for (std::size_t i = 0; i < c.halls.size(); ++i) {
        out.open("tr");
        if (i == 0) {
            out.open("th", {{"scope", "rowgroup"}, {"rowspan", std::to_string(c.halls.size())}});
            out.text(name);
            out.element("span", fmt::format("{}, in hours of {}", known->work_class, known->reference),
                        {{"class", "range"}});
            out.close();
        }
        out.open("td", {{"class", "words"}});
        put_hall_name(out, c, i);
        out.close();
        if (const StreamResult* s = stream_of(c.halls[i].demand, name)) {
            put_stream_row(out, *s);
        } else {
            out.element("td", "—", {{"colspan", "7"}, {"class", "words"}});
        }
        out.close().line();
    }
    out.close();
}

bool is_refusal(const Finding& f) {
    return f.code == refusal_code;
}

void put_refusals(Markup& out, const Comparison& c) {
    const bool any = std::ranges::any_of(
        c.halls, [](const ComparedHall& h) { return std::ranges::any_of(h.demand.findings, is_refusal); });
    if (!any) {
        out.element("p", "No hall refused a job.");
        return;
    }
    out.element("h3", "Why work was refused");
    open_table(out, "Why work was refused", "lines");
    put_head(out, {{"Hall"}, {"Stream"}, {"Reason"}, {"Jobs", true}});
    out.open("tbody");
    for (std::size_t i = 0; i < c.halls.size(); ++i) {
        for (const Finding& f : c.halls[i].demand.findings) {
            if (!is_refusal(f)) continue;
            out.open("tr").open("td", {{"class", "words"}});
            put_hall_name(out, c, i);
            out.close();
            put_words(out, f.object);
            put_words(out, f.text);
            out.open("td", {{"class", "number"}});
            put_value(out, f.value, f.unit);
            out.close().close().line();
        }
    }
    out.close().close().close().line();
}

// ---- findings

struct ShownFinding {
    const Finding* finding;
    ComparisonView view;
};

// All of the demand, then what only the saturated run has found.
std::vector<ShownFinding> findings_of(const ComparedHall& hall) {
    std::vector<ShownFinding> shown;
    std::set<std::array<std::string_view, 3>> known;
    const auto take = [&](const Result& result, ComparisonView view) {
        for (const Finding& f : result.findings) {
            if (is_refusal(f)) continue;
            if (known.insert({f.code, f.object, f.text}).second) shown.push_back({&f, view});
        }
    };
    take(hall.demand, ComparisonView::demand);
    take(hall.saturated, ComparisonView::saturated);
    return shown;
}

void put_finding(Markup& out, const ShownFinding& shown) {
    const Finding& f = *shown.finding;
    const FigurePair pair = for_people(f.value, f.limit, f.unit);
    const std::string unit = unit_for_page(pair.unit);
    const auto put_amount = [&](const std::string& number) {
        out.open("td", {{"class", "number"}});
        put_number(out, number);
        if (!unit.empty()) out.text(" ").element("span", unit, {{"class", "unit"}});
        out.close();
    };
    out.open("tr").element("th", f.code, {{"scope", "row"}});
    put_words(out, f.object);
    put_words(out, f.text);
    put_amount(pair.first);
    put_amount(pair.second);
    out.open("td", {{"class", "number"}});
    if (f.time_s) {
        put_value(out, *f.time_s, "s");
    } else {
        out.text("—");
    }
    out.close();
    put_words(out, view_name(shown.view));
    out.close().line();
}

// ---- bill

struct BillTotal {
    double usd = 0, low = 0, high = 0;
    std::size_t unpriced = 0, estimated = 0;
};

BillTotal total_of(const std::vector<BillLine>& bill) {
    BillTotal total;
    for (const BillLine& line : bill) {
        if (!line.usd) {
            ++total.unpriced;
            continue;
        }
        total.usd += line.quantity * *line.usd;
        total.low += line.quantity * line.usd_low;
        total.high += line.quantity * line.usd_high;
        if (line.confidence == "estimate") ++total.estimated;
    }
    return total;
}

void put_price(Markup& out, const BillLine& line) {
    out.open("td", {{"class", "number"}});
    if (!line.usd) {
        out.element("span", "no price known", {{"class", "bad"}}).close();
        out.element("td", "—", {{"class", "number"}});
        return;
    }
    put_number(out, four_digits(*line.usd));
    out.text(" ").element("span", line.unit == "each" ? "USD" : "USD/" + line.unit, {{"class", "unit"}});
    if (line.usd_low < line.usd_high) {
        out.open("span", {{"class", "range"}});
        put_number(out, four_digits(line.usd_low));
        out.text(" to ");
        put_number(out, four_digits(line.usd_high));
        out.close();
    }
    out.close().open("td", {{"class", "number"}});
    put_value(out, line.quantity * *line.usd, "USD");
    out.close();
}

void put_bill_line(Markup& out, const BillLine& line) {
    out.open("tr").open("th", {{"scope", "row"}}).text(line.part).text(" ");
    out.element("span", line.group, {{"class", "view"}}).close();
    out.open("td", {{"class", "number"}});
    put_value(out, line.quantity, line.unit == "each" ? std::string{"count"} : line.unit);
    out.close();
    put_price(out, line);
    put_words(out, line.date);
    put_words(out, line.confidence);
    put_words(out, line.source);
    out.close().line();
}

void put_bill_of(Markup& out, const Comparison& c, std::size_t hall) {
    const std::vector<BillLine>& bill = c.halls[hall].demand.bill;
    const BillTotal total = total_of(bill);
    out.open("h3");
    put_hall_name(out, c, hall);
    out.text(": ");
    put_value(out, total.usd, "USD");
    out.close();
    out.open("p", {{"class", "note"}}).text("With all prices at the low and the high end: ");
    put_value(out, total.low, "USD");
    out.text(" to ");
    put_value(out, total.high, "USD");
    out.text(fmt::format(". Of {} lines, {} with an estimated price and {} without one.", bill.size(),
                         total.estimated, total.unpriced));
    out.close();
    open_table(out, "Bill of material of " + c.halls[hall].name, "lines");
    put_head(out, {{"Part"},
                   {"Quantity", true},
                   {"Price for one", true},
                   {"Together", true},
                   {"Price of"},
                   {"Confidence"},
                   {"Source"}});
    out.open("tbody");
    for (const BillLine& line : bill) put_bill_line(out, line);
    out.close().close().close().line();
}

// ---- sources

std::map<SourceUse, std::vector<std::size_t>> halls_by_source(const Comparison& c) {
    std::map<SourceUse, std::vector<std::size_t>> uses;
    for (std::size_t i = 0; i < c.halls.size(); ++i) {
        for (const Result* r : {&c.halls[i].demand, &c.halls[i].saturated}) {
            for (const SourceUse& s : r->sources) {
                auto& halls = uses[s];
                if (halls.empty() || halls.back() != i) halls.push_back(i);
            }
        }
    }
    return uses;
}

std::string counts_by_confidence(const std::map<SourceUse, std::vector<std::size_t>>& uses) {
    std::map<std::string_view, std::size_t> counts;
    for (const auto& [source, halls] : uses) ++counts[source.confidence];
    std::string text;
    for (const auto& [confidence, count] : counts) {
        text += fmt::format("{}{} {}", text.empty() ? "" : ", ", count, confidence);
    }
    return text;
}

// ---- audits

struct AuditCount {
    std::size_t passed = 0, all = 0;
};
AuditCount audits_of(const Result& r) {
    const auto passed = std::ranges::count_if(r.audits, &Audit::passed);
    return {static_cast<std::size_t>(passed), r.audits.size()};
}

void put_audit_rows(Markup& out, const Comparison& c, std::size_t hall, ComparisonView view) {
    const ComparedHall& h = c.halls[hall];
    const Result& r = view == ComparisonView::demand ? h.demand : h.saturated;
    for (const Audit& a : r.audits) {
        out.open("tr").element("th", a.name, {{"scope", "row"}}).open("td", {{"class", "words"}});
        put_hall_name(out, c, hall);
        out.close();
        put_words(out, view_name(view));
        out.element("td", a.passed ? "balances" : "BROKEN", {{"class", a.passed ? "words" : "words bad"}});
        out.element("td", four_digits(a.difference), {{"class", "number"}});
        out.element("td", four_digits(a.tolerance), {{"class", "number"}});
        out.close().line();
    }
}

}  // namespace

void put_streams(Markup& out, const Comparison& c) {
    open_section(out, "streams", "What was asked for, served and refused");
    const std::vector<std::string> names = stream_names(c);
    if (names.empty()) {
        out.element("p", "The scenarios have no demand.").close();
        return;
    }
    out.element(
        "p",
        "Same demand, replication 0, inside the counted window, in hours of the device that each stream "
        "refers to. Shares are of work done, waiting or refused; what running jobs have still to do is left "
        "out.",
        {{"class", "note"}});
    open_table(out, "Demand by stream and hall", "lines");
    put_head(out, {{"Stream"},
                   {"Hall"},
                   {"Served by"},
                   {"Submitted", true},
                   {"Served", true},
                   {"Share", true},
                   {"Refused", true},
                   {"Share", true},
                   {"Lost to slowing", true}});
    for (const std::string& name : names) put_stream(out, c, name);
    out.close().close().line();
    put_refusals(out, c);
    out.close().line();
}

void put_caveats(Markup& out, const Comparison& c) {
    open_section(out, "caveats", "Before you rely on this");
    if (c.caveats.empty()) {
        out.element("p", "No caveats.").close();
        return;
    }
    out.open("ul", {{"class", "caveats"}}).line();
    for (const std::string& caveat : c.caveats) out.element("li", caveat).line();
    out.close().close().line();
}

void put_findings(Markup& out, const Comparison& c) {
    open_section(out, "findings", "Findings");
    for (std::size_t i = 0; i < c.halls.size(); ++i) {
        const std::vector<ShownFinding> shown = findings_of(c.halls[i]);
        out.open("h3");
        put_hall_name(out, c, i);
        out.text(fmt::format(": {} finding{}", shown.size(), shown.size() == 1 ? "" : "s")).close();
        if (shown.empty()) continue;
        open_table(out, "Findings of " + c.halls[i].name, "lines");
        put_head(out, {{"Code"},
                       {"Place"},
                       {"What"},
                       {"Value", true},
                       {"Limit", true},
                       {"After", true},
                       {"Seen under"}});
        out.open("tbody");
        const std::size_t rows = std::min(findings_shown, shown.size());
        for (std::size_t f = 0; f < rows; ++f) put_finding(out, shown[f]);
        out.close().close().close().line();
        if (shown.size() > rows) {
            out.element(
                "p",
                fmt::format("... and {} more; `datahall run` of the hall writes all.", shown.size() - rows),
                {{"class", "note"}});
        }
    }
    out.close().line();
}

bool has_bill(const Comparison& c) {
    return std::ranges::any_of(c.halls, [](const ComparedHall& h) { return !h.demand.bill.empty(); });
}

void put_bill(Markup& out, const Comparison& c) {
    if (!has_bill(c)) return;
    open_section(out, "bill", "Bill of material");
    for (std::size_t i = 0; i < c.halls.size(); ++i) {
        if (!c.halls[i].demand.bill.empty()) put_bill_of(out, c, i);
    }
    out.close().line();
}

void put_sources(Markup& out, const Comparison& c) {
    const auto uses = halls_by_source(c);
    open_section(out, "sources", "Sources");
    out.open("details").element("summary", fmt::format("{} catalogue entries and data sets: {}", uses.size(),
                                                       counts_by_confidence(uses)));
    open_table(out, "Sources", "lines");
    put_head(out, {{"Entry"}, {"Confidence"}, {"Source"}, {"Used by"}});
    out.open("tbody");
    for (const auto& [source, halls] : uses) {
        out.open("tr").element("th", source.entry, {{"scope", "row"}});
        put_words(out, source.confidence);
        put_words(out, source.source);
        std::string names;
        for (const std::size_t hall : halls) names += (names.empty() ? "" : ", ") + c.halls[hall].name;
        put_words(out, names);
        out.close().line();
    }
    out.close().close().close().close().close().line();
}

void put_audits(Markup& out, const Comparison& c) {
    open_section(out, "audits", "Do the books balance?");
    AuditCount sum;
    for (const ComparedHall& hall : c.halls) {
        for (const Result* r : {&hall.demand, &hall.saturated}) {
            const AuditCount count = audits_of(*r);
            sum.passed += count.passed;
            sum.all += count.all;
            if (!r->complete) {
                out.element("p", hall.name + ": a run was stopped early; its figures are not comparable.",
                            {{"class", "bad"}});
            }
        }
    }
    if (sum.passed < sum.all) {
        out.element("p",
                    fmt::format("{} books do NOT balance: do not use these figures.", sum.all - sum.passed),
                    {{"class", "bad"}});
    }
    out.open("details").element("summary", fmt::format("{} of {} audits balance", sum.passed, sum.all));
    open_table(out, "Audits", "lines");
    put_head(out, {{"Book"}, {"Hall"}, {"View"}, {"Balance"}, {"Difference", true}, {"Tolerance", true}});
    out.open("tbody");
    for (std::size_t i = 0; i < c.halls.size(); ++i) {
        put_audit_rows(out, c, i, ComparisonView::demand);
        put_audit_rows(out, c, i, ComparisonView::saturated);
    }
    out.close().close().close().close().close().line();
}

}  // namespace datahall
