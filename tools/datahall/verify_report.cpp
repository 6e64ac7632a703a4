#include "tools/datahall/verify_report.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "sim/config/utf8.hpp"
#include "sim/report/csv.hpp"
#include "sim/report/json.hpp"
#include "sim/report/table.hpp"

namespace datahall {
namespace {

constexpr std::uint64_t schema_version = 1;

std::string seven_digits(const std::optional<double>& value) {
    return value ? fmt::format("{:.7g}", *value) : std::string{};
}

std::string published_text(const VerifyRow& row) {
    if (row.published) return seven_digits(row.published);
    if (!row.low && !row.high) return row.failure.empty() ? std::string{} : row.expected;
    return fmt::format("{}..{}", seven_digits(row.low), seven_digits(row.high));
}

std::string difference_text(const VerifyRow& row) {
    const std::optional<double> apart = row.difference();
    return apart ? fmt::format("{:+.1e}", *apart) : std::string{};
}

std::string_view shown_unit(const VerifyRow& row) {
    return row.unit == "1" || row.unit == "count" ? std::string_view{} : row.unit;
}

std::string what_text(const VerifyRow& row) {
    std::string text = row.what.empty() ? row.figure : fmt::format("{}: {}", row.what, row.figure);
    if (!shown_unit(row).empty()) text += fmt::format(" [{}]", shown_unit(row));
    if (!row.failure.empty()) text += fmt::format(" ({})", row.failure);
    return text;
}

std::string table_of(const VerifyTable& table, std::size_t width) {
    Table text{{{"", Align::left},
                {"published", Align::right},
                {"simulated", Align::right},
                {"difference", Align::right},
                {"within", Align::right},
                {"what", Align::left, true}}};
    for (const VerifyRow& row : table.rows) {
        const VerifyOutcome outcome = row.outcome();
        text.add({outcome == VerifyOutcome::context ? "-" : std::string{name_of(outcome)},
                  published_text(row), seven_digits(row.simulated), difference_text(row), row.tolerance,
                  what_text(row)});
    }
    return text.render(width);
}

// Each source once, with what else a reader should know.
std::string sources_of(const VerifyTable& table, std::size_t width) {
    std::vector<std::string> lines;
    for (const VerifyRow& row : table.rows) {
        std::string line = fmt::format("{} ({})", row.source, row.confidence);
        if (!row.note.empty()) line += fmt::format("; {}", row.note);
        if (std::ranges::find(lines, line) == lines.end()) lines.push_back(line);
    }
    std::string out;
    for (const std::string& line : lines) {
        for (const std::string& part : wrapped("source: " + escaped(line), width)) out += part + '\n';
    }
    return out;
}

std::string counted(const VerifyCount& c) {
    std::string text = fmt::format("{} of {} rows pass", c.pass, c.pass + c.fail);
    if (c.fail > 0) text += fmt::format(", {} FAIL", c.fail);
    if (c.context > 0) text += fmt::format("; {} more are context", c.context);
    return text;
}

void put(JsonWriter& json, std::string_view key, const std::optional<double>& value) {
    json.key(key);
    value ? json.number(*value) : json.null();
}

void put_row(JsonWriter& json, const VerifyRow& row) {
    json.begin_object(JsonWriter::Layout::one_line);
    json.key("what").text(row.what);
    json.key("figure").text(row.figure);
    json.key("unit").text(row.unit);
    put(json, "published", row.published);
    put(json, "low", row.low);
    put(json, "high", row.high);
    put(json, "within", row.within);
    put(json, "simulated", row.simulated);
    put(json, "difference", row.difference());
    json.key("verdict").text(name_of(row.outcome()));
    json.key("failure").text(row.failure);
    json.key("source").text(row.source);
    json.key("confidence").text(row.confidence);
    json.key("note").text(row.note);
    json.end_object();
}

}  // namespace

std::string_view name_of(VerifyOutcome outcome) {
    constexpr std::array<std::string_view, 3> names{"pass", "fail", "context"};
    return names[static_cast<std::size_t>(outcome)];
}

VerifyCount count_outcomes(std::span<const VerifyTable> tables) {
    VerifyCount count;
    for (const VerifyTable& table : tables) {
        for (const VerifyRow& row : table.rows) {
            const VerifyOutcome outcome = row.outcome();
            ++(outcome == VerifyOutcome::pass   ? count.pass
               : outcome == VerifyOutcome::fail ? count.fail
                                                : count.context);
        }
    }
    return count;
}

std::string verify_text(std::span<const VerifyTable> tables, std::size_t width, bool everything) {
    std::string out;
    for (const VerifyTable& table : tables) {
        out += fmt::format("{}: {}\n", table.name, escaped(table.about));
        out += table_of(table, width);
        if (everything) out += sources_of(table, width);
        out += '\n';
    }
    return out + counted(count_outcomes(tables)) + '\n';
}

std::string verify_json(std::span<const VerifyTable> tables) {
    const VerifyCount count = count_outcomes(tables);
    JsonWriter json;
    json.begin_object();
    json.key("schema_version").whole(schema_version);
    json.key("pass").whole(count.pass);
    json.key("fail").whole(count.fail);
    json.key("context").whole(count.context);
    json.key("tables").begin_array();
    for (const VerifyTable& table : tables) {
        json.begin_object();
        json.key("name").text(table.name);
        json.key("about").text(table.about);
        json.key("rows").begin_array();
        for (const VerifyRow& row : table.rows) put_row(json, row);
        json.end_array();
        json.end_object();
    }
    json.end_array();
    json.end_object();
    return json.finish();
}

void write_verify_csv(std::span<const VerifyTable> tables, const Sink& sink) {
    CsvWriter csv{sink};
    for (const char* name :
         {"table", "what", "figure", "unit", "published", "low", "high", "within", "simulated", "difference",
          "verdict", "failure", "source", "confidence", "note"}) {
        csv.text(name);
    }
    csv.end_row();
    for (const VerifyTable& table : tables) {
        for (const VerifyRow& row : table.rows) {
            csv.text(table.name).text(row.what).text(row.figure).text(row.unit).number(row.published);
            csv.number(row.low)
                .number(row.high)
                .number(row.within)
                .number(row.simulated)
                .number(row.difference());
            csv.text(name_of(row.outcome()))
                .text(row.failure)
                .text(row.source)
                .text(row.confidence)
                .text(row.note);
            csv.end_row();
        }
    }
    csv.flush();
}

std::vector<JunitSuite> verify_suites(std::span<const VerifyTable> tables) {
    std::vector<JunitSuite> suites;
    for (const VerifyTable& table : tables) {
        JunitSuite& suite = suites.emplace_back(JunitSuite{.name = table.name});
        for (const VerifyRow& row : table.rows) {
            const VerifyOutcome outcome = row.outcome();
            if (outcome == VerifyOutcome::context) continue;
            std::string failure;
            if (outcome == VerifyOutcome::fail) {
                failure = fmt::format("published {}, simulated {} {}, within {} {}", row.expected,
                                      seven_digits(row.simulated), row.unit, row.tolerance, row.failure);
            }
            suite.cases.push_back({what_text(row), failure});
        }
    }
    return suites;
}

}  // namespace datahall
