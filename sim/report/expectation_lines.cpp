#include "sim/report/expectation_lines.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "sim/config/utf8.hpp"

namespace datahall {
namespace {

std::string value_text(const Verdict& v) {
    if (!v.value) return "no value";
    const bool is_bare = v.unit == "1" || v.unit == "count";
    return is_bare ? fmt::format("{}", *v.value) : fmt::format("{} {}", *v.value, v.unit);
}

std::string sentence(const Verdict& v) {
    std::string text = fmt::format("{}, expected {}", value_text(v), band_text(v.expected));
    if (!v.is_met()) text += ": " + v.failure;
    if (!v.expected.source.empty()) text += fmt::format(" ({})", v.expected.source);
    return text;
}

std::string counted(std::size_t count, std::string_view what) {
    return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s");
}

}  // namespace

std::string band_text(const Expectation& e) {
    std::string text;
    const auto say = [&text](const std::string& words) { text += (text.empty() ? "" : ", ") + words; };
    if (e.equals) say(*e.equals);
    if (e.low && e.high) {
        say(fmt::format("{} to {}", *e.low, *e.high));
    } else if (e.low) {
        say("at least " + *e.low);
    } else if (e.high) {
        say("at most " + *e.high);
    }
    return text;
}

std::string expectation_lines(const std::vector<CheckedFile>& checked) {
    std::string out;
    std::size_t count = 0;
    std::size_t missed = 0;
    std::size_t broken = 0;
    for (const CheckedFile& file : checked) {
        out += escaped(file.file) + '\n';
        for (const Verdict& v : file.verdicts) {
            ++count;
            if (!v.is_met()) ++missed;
            out += escaped(fmt::format("  {:<7} {}: {}", v.is_met() ? "ok" : "FAILED", v.expected.metric,
                                       sentence(v))) +
                   '\n';
        }
        if (file.failure.empty()) continue;
        ++broken;
        out += escaped("  FAILED  the run: " + file.failure) + '\n';
    }
    out += counted(checked.size(), "file") + ", " + counted(count, "expectation") + ": ";
    if (missed + broken == 0) return out + "all met\n";
    out += fmt::format("{} FAILED", missed);
    if (broken > 0) out += ", " + counted(broken, "run") + " failed";
    return out + '\n';
}

std::vector<JunitSuite> junit_suites(const std::vector<CheckedFile>& checked) {
    std::vector<JunitSuite> suites;
    for (const CheckedFile& file : checked) {
        JunitSuite suite{.name = file.file, .cases = {}, .error = file.failure};
        for (const Verdict& v : file.verdicts) {
            suite.cases.push_back({fmt::format("{} = {}", v.expected.metric, band_text(v.expected)),
                                   v.is_met() ? std::string{} : sentence(v)});
        }
        suites.push_back(std::move(suite));
    }
    return suites;
}

}  // namespace datahall
