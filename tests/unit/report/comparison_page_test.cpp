// The page of a comparison: complete, closed to scripts and networks, readable by a strict parser.
#include "sim/report/comparison_page.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "sim/report/figures.hpp"
#include "sim/report/page_cells.hpp"
#include "sim/report/page_style.hpp"
#include "sim/report/page_summary.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/report/markup_checker.hpp"
#include "tests/unit/report/page_sample.hpp"

namespace datahall {
namespace {

using test::MarkupChecker;
using test::sample_comparison;

bool has(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}

// Every text of `r` that a scenario, a catalogue or a trace can set becomes `text`.
void set_texts(Result& r, const std::string& text) {
    r.scenario = r.version = r.scenario_hash = r.trace_hash = text;
    for (Audit& a : r.audits) a.name = text;
    for (Finding& f : r.findings) {
        f.object = f.text = f.unit = text;
        if (f.code != "F0501") f.code = text;
    }
    for (SourceUse& s : r.sources) s.entry = s.source = s.confidence = text;
    for (StreamResult& s : r.streams) s.name = s.work_class = s.reference = s.cluster = text;
    r.floor.hall = text;
    for (FloorRack& rack : r.floor.racks) rack.path = rack.type = rack.role = text;
    for (BillLine& b : r.bill) b.group = b.part = b.unit = b.date = b.source = b.confidence = text;
}

Comparison hostile_comparison(const std::string& text) {
    Comparison c = sample_comparison();
    for (ComparedHall& hall : c.halls) {
        hall.name = hall.about = hall.file = hall.scenario_hash = text;
        set_texts(hall.demand, text);
        set_texts(hall.saturated, text);
    }
    for (ComparisonRow& row : c.rows) row.id = row.group = row.label = row.unit = text;
    for (auto& band : c.density) {
        if (band) band->source = text;
    }
    for (auto* list : {&c.verdict, &c.caveats}) {
        for (std::string& sentence : *list) sentence = text;
    }
    c.equalised = c.version = c.command = text;
    return c;
}

// The custom properties of the n-th block of colors in the style sheet: light, then dark.
std::map<std::string, std::string> colors_of(std::size_t block) {
    std::string_view css = page_style();
    for (std::size_t i = 0; i <= block; ++i) css.remove_prefix(css.find(":root {") + 7);
    css = css.substr(0, css.find('}'));
    std::map<std::string, std::string> colors;
    for (auto at = css.find("--"); at != std::string_view::npos; at = css.find("--", at + 2)) {
        const auto colon = css.find(':', at);
        colors[std::string{css.substr(at + 2, colon - at - 2)}] = css.substr(colon + 3, 6);
    }
    return colors;
}

// Relative luminance after WCAG 2.1 of "rrggbb".
double luminance(const std::string& rgb) {
    const double weights[] = {0.2126, 0.7152, 0.0722};
    double sum = 0;
    for (std::size_t i = 0; i < 3; ++i) {
        const double v = std::stoi(rgb.substr(2 * i, 2), nullptr, 16) / 255.0;
        sum += weights[i] * (v <= 0.03928 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4));
    }
    return sum;
}

double contrast(const std::string& a, const std::string& b) {
    const auto [low, high] = std::minmax({luminance(a), luminance(b)});
    return (high + 0.05) / (low + 0.05);
}

}  // namespace

TEST_CASE("the page is well-formed markup with all its sections") {
    const std::string page = comparison_page(sample_comparison());
    const MarkupChecker read{page};
    CHECK(read.problem() == "");
    CHECK(page.starts_with("<!DOCTYPE html>\n<html lang=\"en\">"));
    for (const char* id : {"figures", "floors", "charts", "streams", "caveats", "findings", "bill", "sources",
                           "audits", "again"}) {
        INFO(id);
        CHECK(has(page, std::string{"<section id=\""} + id + "\""));
        CHECK(has(page, std::string{"href=\"#"} + id + "\""));
    }
}

TEST_CASE("the page forbids scripts and requests before anything else, and has none") {
    const std::string page = comparison_page(sample_comparison());
    CHECK(has(page,
              "<head>\n<meta http-equiv=\"Content-Security-Policy\" content=\"default-src &#39;none&#39;; "
              "style-src &#39;unsafe-inline&#39;; img-src data:\"/>"));
    const MarkupChecker read{page};
    for (const char* tag :
         {"script", "link", "iframe", "img", "object", "embed", "base", "image", "use", "form"}) {
        INFO(tag);
        CHECK(std::ranges::count(read.tags(), tag) == 0);
    }
    for (const std::string& attribute : read.attributes()) {
        const std::string name = attribute.substr(0, attribute.find('='));
        const std::string value = attribute.substr(name.size() + 1);
        CHECK_FALSE((name == "src" || name == "xlink:href" || name == "action" || name.starts_with("on")));
        if (name == "href") CHECK(value.starts_with('#'));
        if (name != "xmlns") CHECK_FALSE(has(value, "//"));
        if (has(value, "url(")) CHECK(value.starts_with("url(#"));
    }
    CHECK_FALSE(has(page_style(), "url("));
    CHECK_FALSE(has(page_style(), "@import"));
}

TEST_CASE("no text of a scenario breaks out of its place") {
    for (const std::string& text :
         {std::string{"</title></style><script>alert(1)</script>"}, std::string{"\" onmouseover=\"alert(1)"},
          std::string{"' x='"}, std::string{"]]><!-- &lt; &#60;img src=x onerror=alert(1)>"},
          std::string{"\xff\x1b[2J\u202e\n"}, std::string{}}) {
        INFO(text);
        const std::string page = comparison_page(hostile_comparison(text));
        const MarkupChecker read{page};
        CHECK(read.problem() == "");
        CHECK_FALSE(has(page, "<script"));
        CHECK_FALSE(has(page, "<img"));
        CHECK_FALSE(has(page, "<!--"));
        CHECK_FALSE(has(page, "\x1b"));
        CHECK(std::ranges::none_of(read.attributes(),
                                   [](const std::string& a) { return a.starts_with("on"); }));
    }
}

TEST_CASE("every row's value stands on the page in human units") {
    const Comparison c = sample_comparison();
    const std::string page = comparison_page(c);
    const MarkupChecker read{page};
    const std::string table = read.text().substr(read.text().find("All figures"));
    for (const ComparisonRow& row : c.rows) {
        INFO(row.id);
        CHECK(has(table, row.label));
        for (const auto& v : row.values) {
            if (!v) continue;
            const FigurePair figure = for_people(v->value, largest_of(row), row.unit);
            const std::string unit = unit_for_page(figure.unit);
            CHECK(has(table, figure.first + (unit.empty() ? "" : " " + unit)));
        }
        for (const auto& ratio : row.ratios) {
            if (ratio) CHECK(has(table, four_digits(ratio->value) + "×"));
        }
    }
    // 13.27 MW - 2.872 MW = 10.398 MW
    CHECK(has(table, "+10.40 MW"));
}

TEST_CASE("a figure that a hall does not have is a dash") {
    const std::string page = comparison_page(sample_comparison());
    const auto row = page.find("title=\"work.gpu_served\"");
    REQUIRE(row != std::string::npos);
    const std::string cells = page.substr(row, page.find("</tr>", row) - row);
    CHECK(has(cells, "<td class=\"number\">—</td>"));        // the base hall
    CHECK(has(cells, "<td class=\"number ratio\">—</td>"));  // so there is no ratio
}

TEST_CASE("a ratio whose interval holds 1 is not called a difference") {
    CHECK(is_undecided({1.002, 0.997, 1.008}));
    CHECK_FALSE(is_undecided({1.02, 1.01, 1.03}));
    CHECK_FALSE(is_undecided({1.0, 1.0, 1.0}));  // exactly equal
    Markup out;
    out.open("td");
    put_ratio(out, {1.002, 0.997, 1.008});
    out.close();
    CHECK(has(out.take(), "no clear difference"));
}

TEST_CASE("small values keep their own unit beside large ones") {
    Markup out;
    out.open("td");
    put_value(out, 250.0, "W", 13e6);  // 0.0002500 MW would say nothing
    out.text("|");
    put_value(out, 250e3, "W", 13e6);
    out.close();
    CHECK(MarkupChecker{out.take()}.text() == "250.0 W|0.2500 MW");
}

TEST_CASE("digits in groups of three copy as one number") {
    Markup out;
    out.open("p");
    put_number(out, "-7954648");
    out.close();
    const std::string html = out.take();
    CHECK(MarkupChecker{html}.text() == "−7954648");
    CHECK(has(html, ">7</span><span class=\"g\">954</span>648"));
}

TEST_CASE("all floors of a page share their units per meter and say where racks are over a limit") {
    const std::string page = comparison_page(sample_comparison());
    const std::string start = "viewBox=\"0 0 560 ";
    const auto first = page.find(start);
    REQUIRE(first != std::string::npos);
    const auto second = page.find(start, first + 1);
    REQUIRE(second != std::string::npos);
    CHECK(page.substr(first, 40) == page.substr(second, 40));
    CHECK(has(page, "11 racks over the limit of their feed"));
}

TEST_CASE("the page says who refused what and why") {
    const MarkupChecker read{comparison_page(sample_comparison())};
    CHECK(has(read.text(), "jobs refused: needs a GPU, and no cluster has one789814"));
    CHECK(has(read.text(), "nobody"));  // serves the stream
    CHECK(has(read.text(), "100.0 %"));
    CHECK(has(read.text(), "15.8 %"));  // 611,000 of 3,878,445 h
}

TEST_CASE("the bill adds up") {
    // 5,616 x 8,200 + 351 x 2,500 + 5,616 x 45 + 2,872,000 x 9 = 46,051,200 + 877,500 + 252,720 + 25,848,000
    const MarkupChecker read{comparison_page(sample_comparison())};
    CHECK(has(read.text(), "cpu-hall: 73.03 MUSD"));
    CHECK(has(read.text(), "no price known"));
    CHECK(has(read.text(), "1 with an estimated price and 1 without one"));
}

TEST_CASE("a broken book and a run that stopped early are in plain sight") {
    Comparison c = sample_comparison();
    CHECK(has(comparison_page(c), "16 of 16 audits balance"));
    c.halls[1].saturated.audits[0].passed = false;
    c.halls[0].demand.complete = false;
    const std::string page = comparison_page(c);
    CHECK(has(page, "1 books do NOT balance"));
    CHECK(has(page, "cpu-hall: a run was stopped early"));
}

TEST_CASE("the density band stands beside the ratio of the rows") {
    const MarkupChecker read{comparison_page(sample_comparison())};
    CHECK(has(read.text(), "This comparison, plan4.619×"));
    CHECK(has(read.text(), "3.710× to 5.620×"));
    Comparison c = sample_comparison();
    c.density.clear();
    CHECK_FALSE(has(comparison_page(c), "Monte Carlo"));
}

TEST_CASE("the tiles are rows with a ratio, well-known ones first") {
    const Comparison c = sample_comparison();
    const auto rows = telling_rows(c, 6);
    REQUIRE(rows.size() == 6);
    CHECK(rows[0]->id == "power.density");
    for (const ComparisonRow* row : rows) CHECK(at_hall(row->ratios, 1) != nullptr);
    Comparison unknown = c;
    for (ComparisonRow& row : unknown.rows) row.id = "x." + row.id;
    const auto others = telling_rows(unknown, 6);
    CHECK(others.size() == 6);               // one of each group,
    CHECK(others[0]->id == "x.hall.racks");  // but not the area, which is the same in both
    CHECK(telling_rows({}, 6).empty());
}

TEST_CASE("three halls, one hall and an empty comparison are pages too") {
    Comparison three = sample_comparison();
    three.halls.push_back(three.halls[1]);
    three.halls[2].name = "third-hall";
    for (ComparisonRow& row : three.rows) {
        for (auto* list : {&row.values, &row.differences, &row.ratios}) list->push_back(list->back());
    }
    const std::string page = comparison_page(three);
    CHECK(MarkupChecker{page}.problem() == "");
    CHECK(has(page, "colspan=\"8\""));  // the figure, the base, three columns for each other hall

    Comparison one;
    one.halls.push_back(
        {.name = "alone", .about = {}, .file = {}, .scenario_hash = {}, .demand = {}, .saturated = {}});
    const std::string empty = comparison_page(one);
    CHECK(MarkupChecker{empty}.problem() == "");
    CHECK_FALSE(has(empty, "href=\"#floors\""));
    CHECK_THROWS_AS(comparison_page({}), std::logic_error);
}

TEST_CASE("the same comparison gives the same bytes, and few of them") {
    const std::string page = comparison_page(sample_comparison());
    CHECK(page == comparison_page(sample_comparison()));
    CHECK(page.size() < 400'000);
}

TEST_CASE("texts and lines have the contrast of WCAG AA in both themes") {
    for (const std::size_t theme : {0UL, 1UL}) {
        const auto colors = colors_of(theme);
        for (const char* name : {"ink", "soft", "bad", "link", "c0", "c1", "c2", "c3", "c4", "c5"}) {
            for (const char* ground : {"paper", "panel"}) {
                INFO(name << " on " << ground << ", theme " << theme);
                CHECK(contrast(colors.at(name), colors.at(ground)) >= 4.5);
            }
        }
    }
}

TEST_CASE("the ramp of racks darkens on paper and brightens in the dark, step by step") {
    for (int i = 1; i < 12; ++i) {
        const std::string name = "k" + std::to_string(i), before = "k" + std::to_string(i - 1);
        CHECK(luminance(colors_of(0).at(name)) < luminance(colors_of(0).at(before)));
        CHECK(luminance(colors_of(1).at(name)) > luminance(colors_of(1).at(before)));
    }
}

}  // namespace datahall
