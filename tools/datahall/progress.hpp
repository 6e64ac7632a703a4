// How far a long run has come, on standard error.
//
// On a screen one line that is redrawn at most 10 times a second; elsewhere (a log) a line every 10 %
// or 30 s.  A run of less than a second shows nothing.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "sim/report/sink.hpp"
#include "tools/datahall/options.hpp"
#include "tools/datahall/terminal.hpp"

namespace datahall {

/// What is known at one moment.
struct ProgressFacts {
    double fraction = 0.0;  // 0..1 of the simulated time
    std::uint64_t events = 0;
    std::size_t findings = 0;
    std::uint64_t memory = 0;  // resident bytes
};

/// So many parts of all are done.
struct PartsDone {
    std::size_t done = 0;
    std::size_t all = 0;
    std::string_view what;  // "runs"
};

class ProgressMeter {
public:
    enum class Style { screen, log, none };
    /// `elapsed` gives the seconds since the start of the run; a line takes less than `width` columns.
    ProgressMeter(Style style, std::size_t width, std::function<double()> elapsed, Sink sink)
        : style_{style}, width_{width}, elapsed_{std::move(elapsed)}, sink_{std::move(sink)} {}
    /// Clears the line.
    ~ProgressMeter();
    ProgressMeter(const ProgressMeter&) = delete;
    ProgressMeter& operator=(const ProgressMeter&) = delete;

    void update(const ProgressFacts& facts);
    /// For work in equal parts, such as the runs of a study.
    void update(const PartsDone& parts);

private:
    void show(const std::string& text, double now);
    bool is_due(double now, double fraction);

    Style style_;
    std::size_t width_;
    std::function<double()> elapsed_;
    Sink sink_;
    double last_time_ = 0.0;
    double next_step_ = 0.1;  // fraction at which a log gets its next line
    bool drawn_ = false;
};

/// What --progress and --quiet ask for, on the terminal of standard error.
ProgressMeter::Style progress_style(const Arguments& arguments, const Terminal& messages);

/// "43.0 % simulated, 12.3 M events, 4.10 M/s, 75 s left, 120 MiB, 2 findings".
std::string progress_text(const ProgressFacts& facts, double elapsed);
/// "12 of 60 runs, 75 s left".
std::string progress_text(const PartsDone& parts, double elapsed);

}  // namespace datahall
