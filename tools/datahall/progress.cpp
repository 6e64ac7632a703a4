#include "tools/datahall/progress.hpp"

#include <fmt/format.h>

namespace datahall {
namespace {
constexpr double quiet_start = 1.0;      // s
constexpr double redraw_interval = 0.1;  // s
constexpr double log_interval = 30.0;    // s
constexpr double mebibyte = 1024.0 * 1024.0;

// An estimate deserves no decimals.
std::string rough_time(double seconds) {
    if (seconds < 120.0) return fmt::format("{:.0f} s", seconds);
    if (seconds < 7200.0) return fmt::format("{:.0f} min", seconds / 60.0);
    return fmt::format("{:.1f} h", seconds / 3600.0);
}

double fraction_of(const PartsDone& parts) {
    return parts.all == 0 ? 1.0 : static_cast<double>(parts.done) / static_cast<double>(parts.all);
}
}  // namespace

std::string progress_text(const ProgressFacts& facts, double elapsed) {
    const double events = static_cast<double>(facts.events);
    std::string out = fmt::format("{:.1f} % simulated, {:.1f} M events, {:.2f} M/s", 100.0 * facts.fraction,
                                  events / 1e6, elapsed > 0.0 ? events / elapsed / 1e6 : 0.0);
    if (facts.fraction > 0.0) {
        out += ", " + rough_time(elapsed * (1.0 - facts.fraction) / facts.fraction) + " left";
    }
    out += fmt::format(", {:.0f} MiB", static_cast<double>(facts.memory) / mebibyte);
    if (facts.findings > 0)
        out += fmt::format(", {} finding{}", facts.findings, facts.findings == 1 ? "" : "s");
    return out;
}

std::string progress_text(const PartsDone& parts, double elapsed) {
    std::string out = fmt::format("{} of {} {}", parts.done, parts.all, parts.what);
    const double fraction = fraction_of(parts);
    if (fraction > 0.0) out += ", " + rough_time(elapsed * (1.0 - fraction) / fraction) + " left";
    return out;
}

ProgressMeter::Style progress_style(const Arguments& arguments, const Terminal& messages) {
    const When when = when_of(arguments.text("progress"));
    if (when == When::never || (when == When::automatic && arguments.has("quiet"))) {
        return ProgressMeter::Style::none;
    }
    return messages.can_redraw ? ProgressMeter::Style::screen : ProgressMeter::Style::log;
}

ProgressMeter::~ProgressMeter() {
    if (drawn_ && style_ == Style::screen) sink_("\r\x1b[K");
}

bool ProgressMeter::is_due(double now, double fraction) {
    if (style_ == Style::none || now < quiet_start) return false;
    if (style_ == Style::screen) return now - last_time_ >= redraw_interval;
    const bool step = fraction >= next_step_;
    if (!step && now - last_time_ < log_interval) return false;
    while (next_step_ <= fraction) next_step_ += 0.1;
    return true;
}

void ProgressMeter::show(const std::string& text, double now) {
    last_time_ = now;
    drawn_ = true;
    // A line that wraps could not be drawn over.
    sink_(style_ == Style::screen ? "\r\x1b[K" + text.substr(0, width_ - 1) : "datahall: " + text + "\n");
}

void ProgressMeter::update(const ProgressFacts& facts) {
    const double now = elapsed_();
    if (is_due(now, facts.fraction)) show(progress_text(facts, now), now);
}

void ProgressMeter::update(const PartsDone& parts) {
    const double now = elapsed_();
    if (is_due(now, fraction_of(parts))) show(progress_text(parts, now), now);
}

}  // namespace datahall
