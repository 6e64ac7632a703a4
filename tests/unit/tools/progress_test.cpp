// Progress: silent at first, then no more than it may say.
#include "tools/datahall/progress.hpp"

#include "tests/support/catch.hpp"

namespace datahall {
namespace {

/// Runs a meter over `seconds` of a run that simulates evenly, asked every millisecond.
std::vector<std::string> said(ProgressMeter::Style style, double seconds, std::size_t width = 80) {
    std::vector<std::string> pieces;
    double now = 0.0;
    ProgressMeter meter{style, width, [&now] { return now; },
                        [&](std::string_view s) { pieces.emplace_back(s); }};
    const int steps = static_cast<int>(seconds * 1000.0);
    for (int i = 1; i <= steps; ++i) {
        now = 0.001 * i;
        meter.update({.fraction = now / seconds, .events = 1000U * static_cast<std::uint64_t>(i)});
    }
    return pieces;
}

}  // namespace

TEST_CASE("a run of less than a second shows nothing") {
    CHECK(said(ProgressMeter::Style::screen, 0.99).empty());
    CHECK(said(ProgressMeter::Style::log, 0.99).empty());
}

TEST_CASE("runs of a study are counted, with a guess of the time that is left") {
    CHECK(progress_text(PartsDone{12, 60, "runs"}, 30.0) == "12 of 60 runs, 2 min left");
    CHECK(progress_text(PartsDone{0, 60, "runs"}, 30.0) == "0 of 60 runs");
    std::vector<std::string> pieces;
    double now = 2.0;
    ProgressMeter meter{ProgressMeter::Style::log, 80, [&now] { return now; },
                        [&](std::string_view s) { pieces.emplace_back(s); }};
    for (std::size_t done = 1; done <= 100; ++done) meter.update(PartsDone{done, 100, "runs"});
    CHECK(pieces.size() == 10);  // each tenth
}

TEST_CASE("nothing is shown when nothing is wanted") {
    CHECK(said(ProgressMeter::Style::none, 100.0).empty());
}

TEST_CASE("a screen is redrawn at most ten times a second, on one line") {
    const auto pieces = said(ProgressMeter::Style::screen, 5.0);
    CHECK(pieces.size() <= 41);  // from 1 s to 5 s
    CHECK(pieces.size() >= 38);
    for (const std::string& piece : pieces) {
        CHECK(piece.find("\r\x1b[K") == 0);
        CHECK(piece.find('\n') == std::string::npos);
    }
}

TEST_CASE("a line on a screen is cut before it would wrap") {
    for (const std::string& piece : said(ProgressMeter::Style::screen, 2.0, 30))
        CHECK(piece.size() <= 4 + 29);
}

TEST_CASE("a log gets a line every tenth of the run") {
    const auto pieces = said(ProgressMeter::Style::log, 20.0);
    REQUIRE(pieces.size() == 10);  // 10 %, 20 % ... 100 %, 2 s apart
    CHECK(pieces.front() == "datahall: 10.0 % simulated, 2.0 M events, 1.00 M/s, 18 s left, 0 MiB\n");
    for (const std::string& piece : pieces) CHECK(piece.find('\x1b') == std::string::npos);
}

TEST_CASE("a log gets a line every 30 s when the run is slow") {
    // A tenth takes 100 s: lines at 30, 60, 90, then 100 s and so on.
    const auto pieces = said(ProgressMeter::Style::log, 1000.0);
    CHECK(pieces.size() >= 33);
    CHECK(pieces.size() <= 43);
}

TEST_CASE("findings are told when there are some") {
    CHECK(progress_text({.fraction = 0.5, .events = 0, .findings = 1, .memory = 1U << 20U}, 10.0) ==
          "50.0 % simulated, 0.0 M events, 0.00 M/s, 10 s left, 1 MiB, 1 finding");
}

}  // namespace datahall
