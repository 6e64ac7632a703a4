#include "tools/datahall/trace_fit.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include <fmt/format.h>

namespace datahall {
namespace {

constexpr std::int64_t ns_per_s = 1'000'000'000;
constexpr std::int64_t hour_s = 3'600;
constexpr std::int64_t day_s = 86'400;
constexpr std::size_t most_widths = 12;

// 1 / the sum of k^-skew over the users: what the busiest one gets.
double share_of_busiest(std::size_t users, double skew) {
    double sum = 0.0;
    for (std::size_t k = 1; k <= users; ++k) sum += std::pow(static_cast<double>(k), -skew);
    return 1.0 / sum;
}

bool is_weekend(std::int64_t day) {
    const std::int64_t weekday = (day % 7 + 11) % 7;  // 1970-01-01 was a Thursday: 4
    return weekday == 0 || weekday == 6;
}

std::string list_of(const std::vector<std::pair<std::uint64_t, std::uint32_t>>& widths, bool of_weights) {
    std::string text;
    for (const auto& [jobs, width] : widths) {
        text += fmt::format("{}{}", text.empty() ? "" : ", ", of_weights ? jobs : std::uint64_t{width});
    }
    return text;
}

}  // namespace

void TraceFit::note(const JobRequest& job) {
    if (jobs_++ == 0) first_ns_ = job.submit_ns;
    last_ns_ = job.submit_ns;
    const double run = static_cast<double>(job.run_ns) / 1e9;
    run_sum_ += run;
    run_squares_ += run * run;
    run_most_ = std::max(run_most_, run);
    over_sum_ += static_cast<double>(job.estimate_ns) / static_cast<double>(job.run_ns);
    ++widths_[job.devices];
    ++users_[job.user];
    ++hours_[static_cast<std::size_t>((job.submit_ns - first_ns_) / (hour_s * ns_per_s)) % hours_.size()];
}

std::string TraceFit::yaml(const ImportReport& report) const {
    if (jobs_ < 2 || last_ns_ == first_ns_) return {};
    const auto n = static_cast<double>(jobs_);
    const double mean = run_sum_ / n;
    const double cv = std::sqrt(std::max(0.0, run_squares_ / n - mean * mean)) / mean;
    std::vector<std::pair<std::uint64_t, std::uint32_t>> widths;
    for (const auto& [width, jobs] : widths_) widths.emplace_back(jobs, width);
    std::ranges::stable_sort(widths, [](const auto& a, const auto& b) { return a.first > b.first; });
    widths.resize(std::min(widths.size(), most_widths));
    std::string yaml = fmt::format("# Fitted to {} jobs of {}: moments only; bursts and habits are lost.\n",
                                   jobs_, report.source);
    yaml += "workload:\n  model: synthetic\n  work_class: dense_training   # choose what the jobs are\n";
    yaml += fmt::format("  interarrival: {:.6g} s\n",
                        static_cast<double>(last_ns_ - first_ns_) / static_cast<double>(ns_per_s) / (n - 1));
    yaml +=
        fmt::format("  run_mean: {:.6g} s\n  run_cv: {:.4g}\n  run_max: {:.10g} s\n", mean, cv, run_most_);
    yaml += fmt::format("  widths: [{}]\n  weights: [{}]\n", list_of(widths, false), list_of(widths, true));
    if (report.without_estimate < report.kept) yaml += fmt::format("  overestimate: {:.4g}\n", over_sum_ / n);
    yaml += fmt::format("  users: {}\n  user_skew: {:.3g}\n", users_.size(), user_skew());
    return yaml + calendar_yaml(report);
}

double TraceFit::user_skew() const {
    std::uint64_t most = 0;
    for (const auto& [user, jobs] : users_) most = std::max(most, jobs);
    const double share = static_cast<double>(most) / static_cast<double>(jobs_);
    double low = 0.0;
    double high = 5.0;
    for (int i = 0; i < 40; ++i) {
        const double middle = 0.5 * (low + high);
        (share_of_busiest(users_.size(), middle) < share ? low : high) = middle;
    }
    return low;
}

std::string TraceFit::calendar_yaml(const ImportReport& report) const {
    constexpr std::int64_t two_weeks_s = 14 * day_s;
    const std::int64_t span_s = (last_ns_ - first_ns_) / ns_per_s;
    if (!report.first_submit || span_s < two_weeks_s) return {};
    const std::int64_t first_hour = report.first_submit->seconds / hour_s;
    double cosine = 0.0;
    double sine = 0.0;
    double on_weekend = 0.0;
    for (std::size_t i = 0; i < hours_.size(); ++i) {
        const std::int64_t hour = first_hour + static_cast<std::int64_t>(i);
        const double angle = 2 * std::numbers::pi * (static_cast<double>(hour % 24) + 0.5) / 24;
        cosine += static_cast<double>(hours_[i]) * std::cos(angle);
        sine += static_cast<double>(hours_[i]) * std::sin(angle);
        if (is_weekend(hour / 24)) on_weekend += static_cast<double>(hours_[i]);
    }
    const auto n = static_cast<double>(jobs_);
    double peak = std::atan2(sine, cosine) * 24 / (2 * std::numbers::pi);
    if (peak < 0) peak += 24;
    const double weekend = (on_weekend / 2) / std::max((n - on_weekend) / 5, 1.0);
    return fmt::format("  daily_swing: {:.3g}\n  peak_hour: {:.3g}\n  weekend: {:.3g}\n",
                       std::min(1.0, 2 * std::hypot(cosine, sine) / n), peak, std::min(weekend, 10.0));
}

}  // namespace datahall
