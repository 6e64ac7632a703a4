#include "sim/run/power/swing_results.hpp"

#include <charconv>
#include <string>

#include "sim/run/world.hpp"

namespace datahall {
namespace {

constexpr double watts_per_uw = 1e-6;
constexpr double hours_per_ns = 1e-9 / 3600.0;

// "0.7": four digits at most.
std::string short_text(double value) {
    char text[32];
    const auto end = std::to_chars(text, text + sizeof text, value, std::chars_format::general, 4).ptr;
    return {text, end};
}

std::string power_text(double watts) {
    if (watts >= 1e6) return short_text(watts / 1e6) + " MW";
    if (watts >= 1e3) return short_text(watts / 1e3) + " kW";
    return short_text(watts) + " W";
}

class SwingMetrics {
public:
    SwingMetrics(const World& world, std::vector<Metric>& list)
        : swings_{*world.swings()}, now_{world.queue().now()}, list_{list} {
        window_ns_ = static_cast<double>(now_.ns - world.counted_from().at.ns);
    }

    void peak(const std::string& name, const Meter& meter, const char* unit, const std::string& meaning) {
        list_.push_back({"swings." + name + "_peak", static_cast<double>(meter.highest()) * watts_per_uw,
                         unit, meaning + ", highest"});
    }
    void mean(const std::string& name, const Meter& meter, double scale, const std::string& meaning) {
        const double sum = static_cast<double>(swings_.counted(meter, now_));
        const char* const unit = scale == watts_per_uw ? "W" : "1";
        list_.push_back({"swings." + name + "_mean",
                         window_ns_ > 0 ? std::optional{sum / window_ns_ * scale} : std::nullopt, unit,
                         meaning + ", time-weighted mean"});
    }
    void both(const std::string& name, const Meter& meter, const std::string& meaning) {
        peak(name, meter, "W", meaning);
        mean(name, meter, watts_per_uw, meaning);
    }
    void energy(const std::string& name, Int128 uw_ns, const std::string& meaning) {
        list_.push_back({"energy." + name, joules_of(uw_ns), "J", meaning});
    }

private:
    const Swings& swings_;
    Instant now_;
    double window_ns_ = 0.0;
    std::vector<Metric>& list_;
};

std::string band_text(const Swings& s, std::size_t band) {
    return short_text(s.config().bands[band]) + " to " + short_text(s.config().bands[band + 1]) + " Hz";
}

void add_bands(const Swings& s, SwingMetrics& m) {
    for (std::size_t k = 0; k < s.bands(); ++k) {
        const std::string name = "band" + std::to_string(k + 1);
        m.both(name + "_rms", s.band_rms(k),
               "Root mean square of swings from " + band_text(s, k) + ", independent phases");
        m.peak(name + "_in_phase", s.band_amplitude(k), "W",
               "Sum of the amplitudes of swings from " + band_text(s, k));
    }
}

std::string text_of(const Swings& s, const SwingLimit& limit) {
    switch (limit.what()) {
        case Limited::swing:
            return "swing with all jobs in phase above the grid's limit";
        case Limited::ramp:
            return "ramp with all jobs in phase above the grid's limit";
        case Limited::band:
            break;
    }
    return "root mean square of swings from " + band_text(s, limit.band()) + " above the grid's limit";
}

}  // namespace

void add_swing_metrics(const World& w, const Totals& window, std::vector<Metric>& metrics) {
    if (w.swings() == nullptr) return;
    const Swings& s = *w.swings();
    SwingMetrics m{w, metrics};
    m.both("worst_case", s.meter(SwingFigure::swing),
           "Swing at the utility meter, peak to peak with all jobs in phase");
    m.both("sigma", s.meter(SwingFigure::sigma),
           "Standard deviation of the power at the utility meter, independent phases");
    m.peak("ramp", s.meter(SwingFigure::ramp), "W/s", "Ramp at the utility meter with all jobs in phase");
    add_bands(s, m);
    if (s.config().smoothing) {
        m.mean("unsmoothed", s.meter(SwingFigure::passed), 1e-9,
               "Share of the swings that the store cannot take");
        m.energy("smoothing", window.store_loss, "Loss of the store that smooths swings");
    }
    m.energy("filler", s.counted(s.meter(SwingFigure::filler), w.queue().now()),
             "Energy of power floor or dummy load, part of energy.nodes");
}

void find_swings(const World& w, std::vector<Finding>& findings) {
    if (w.swings() == nullptr) return;
    for (const SwingLimit& limit : w.swings()->limits()) {
        if (!limit.was_exceeded()) continue;
        const double hours = static_cast<double>(limit.over_ns(w.queue().now())) * hours_per_ns;
        const double excess = static_cast<double>(limit.worst() - limit.limit()) * watts_per_uw;
        const bool is_ramp = limit.what() == Limited::ramp;
        findings.push_back({.code = "F0217",
                            .object = "power/utility",
                            .text = text_of(*w.swings(), limit) + " for " + short_text(hours) +
                                    " h, by up to " + power_text(excess) + (is_ramp ? "/s" : "") +
                                    ", the largest part then by " + limit.job(),
                            .value = static_cast<double>(limit.worst()) * watts_per_uw,
                            .limit = static_cast<double>(limit.limit()) * watts_per_uw,
                            .unit = is_ramp ? "W/s" : "W",
                            .time_s = (limit.first() - Instant{}).si()});
    }
}

}  // namespace datahall
