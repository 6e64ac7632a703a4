#include "sim/report/junit.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "sim/config/utf8.hpp"

namespace datahall {
namespace {

constexpr char32_t first_surrogate = 0xd800;
constexpr char32_t last_surrogate = 0xdfff;
constexpr char32_t replacement = 0xfffd;

// Char of XML 1.0, section 2.2; line ends would be changed by a reader, so they count as control characters.
bool is_allowed(char32_t c) {
    return c >= 0x20 && !(c >= 0x7f && c <= 0x9f) && !(c >= first_surrogate && c <= last_surrogate) &&
           c != 0xfffe && c != 0xffff;
}

std::string_view escape_of(char c) {
    switch (c) {
        case '&':
            return "&amp;";
        case '<':
            return "&lt;";
        case '>':
            return "&gt;";
        case '"':
            return "&quot;";
        case '\'':
            return "&apos;";
        default:
            return {};
    }
}

struct Counts {
    std::size_t tests = 0;
    std::size_t failures = 0;
    std::size_t errors = 0;
};

Counts counts_of(const JunitSuite& suite) {
    Counts counts;
    counts.errors = suite.error.empty() ? 0 : 1;
    counts.tests = suite.cases.size() + counts.errors;
    counts.failures = static_cast<std::size_t>(
        std::ranges::count_if(suite.cases, [](const JunitCase& c) { return !c.failure.empty(); }));
    return counts;
}

std::string attributes(std::string_view name, const Counts& counts) {
    return fmt::format("name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"{}\" time=\"0\"", xml_text(name),
                       counts.tests, counts.failures, counts.errors);
}

// `child` is "failure" or "error"; a test that passed has none.
std::string test_case(const JunitSuite& suite, const JunitCase& c, std::string_view child) {
    const std::string start = fmt::format("    <testcase classname=\"{}\" name=\"{}\" time=\"0\"",
                                          xml_text(suite.name), xml_text(c.name));
    if (c.failure.empty()) return start + "/>\n";
    return fmt::format("{}>\n      <{} message=\"{}\"/>\n    </testcase>\n", start, child,
                       xml_text(c.failure));
}

}  // namespace

std::string xml_text(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        const std::size_t length = std::max<std::size_t>(character_length(text), 1);
        const char32_t c = first_character(text);
        const std::string_view escape = length == 1 ? escape_of(text[0]) : std::string_view{};
        if (!escape.empty()) {
            out += escape;
        } else if (c == replacement) {
            out += "\xef\xbf\xbd";
        } else if (is_allowed(c)) {
            out += text.substr(0, length);
        }
        text.remove_prefix(length);
    }
    return out;
}

std::string junit_xml(std::string_view name, std::span<const JunitSuite> suites) {
    Counts all;
    std::string body;
    for (const JunitSuite& suite : suites) {
        const Counts counts = counts_of(suite);
        all.tests += counts.tests;
        all.failures += counts.failures;
        all.errors += counts.errors;
        body += fmt::format("  <testsuite {}>\n", attributes(suite.name, counts));
        for (const JunitCase& c : suite.cases) body += test_case(suite, c, "failure");
        if (!suite.error.empty()) body += test_case(suite, {"run", suite.error}, "error");
        body += "  </testsuite>\n";
    }
    return fmt::format("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites {}>\n{}</testsuites>\n",
                       attributes(name, all), body);
}

}  // namespace datahall
