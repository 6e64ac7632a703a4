// Request services as a scheduler sees them: replicas whose number follows the time of day.
//
//   level(t)  = mean * (1 + daily_swing * cos(2 pi (hour(t) - peak_hour) / 24)) * (weekend on Saturday and
//   Sunday) At every step i and for every service one job of `width` devices for each replica, for one step:
//   replicas  = round(level(t_i) / (services * width) * noise), noise lognormal with mean 1 and coefficient
//   of
//               variation `noise`                                                       [replicas]
//   submitted = t_i + a uniform draw within `spread`                                    [s]
//
// hour(t) is the local time of the users, who are not where the hall is.  One replica's work of a step is a
// job, so a replica that starts late finishes late: requests wait, they are not lost.
//
// Each service draws its noise at every step from a stream of its own purpose, so the levels of two halls
// are the same whatever happens to the jobs.
//
// Valid for services that scale with their load in steps much longer than a request.
// Ignores the single request, its latency, and caches that are cold after a start.
// Source: a daily cosine is the textbook form of diurnal load; the settings are the scenario's.
#include <algorithm>
#include <cmath>
#include <memory>
#include <numbers>
#include <vector>

#include "datahall/distributions.hpp"
#include "datahall/keys.hpp"
#include "datahall/math.hpp"
#include "datahall/model/registry.hpp"
#include "datahall/model/workload.hpp"
#include "datahall/random.hpp"

#include "models/workload/fields.hpp"
#include "models/workload/request.hpp"

namespace datahall {
namespace {

constexpr std::int64_t seconds_per_day = 86'400;
constexpr double two_pi = 2 * std::numbers::pi;

struct Config {
    std::string work_class;
    double devices = 0;
    std::int64_t services = 10;
    std::int64_t width = 1;
    Seconds step = Seconds::from_si(3600);
    Seconds spread = Seconds::from_si(60);
    double daily_swing = 0.3;
    double peak_hour = 20;
    double weekend = 1.0;
    double noise = 0.1;
};

class Services final : public Workload {
public:
    explicit Services(Config config)
        : config_{std::move(config)}, noise_{quantile::Lognormal::from_mean_and_cv(1.0, config_.noise)} {}

    void open(const WorkloadWindow& window) override {
        start_ = window.start;
        horizon_ns_ = window.horizon_ns;
        step_ = 0;
        next_ = 0;
        batch_.clear();
        drawn_ = 0;
        report_ = {};
        RandomStreams streams{window.seed, window.replication};
        const std::string path = window.path.empty() ? "jobs" : window.path;
        level_.emplace(streams.open(path + "#level"));
        delay_.emplace(streams.open(path + "#delay"));
        report_.source = "generated: services with a daily cycle";
    }

    std::optional<JobRequest> next_job() override {
        while (next_ == batch_.size()) {
            if (step_start_ns() >= horizon_ns_) return std::nullopt;
            draw_step();
        }
        const JobRequest job = batch_[next_];
        if (job.submit_ns >= horizon_ns_) return std::nullopt;
        ++next_;
        count_generated(job, report_);
        return job;
    }

    ImportReport report() const override { return report_; }
    std::string work_class() const override { return config_.work_class; }

private:
    std::int64_t step_start_ns() const { return step_ * as_ns(config_.step.si()); }

    // Devices asked for at `t` after the start, before the noise.
    double level(double t) const {
        const double local = static_cast<double>(start_.seconds) + t;
        const double day = std::floor(local / seconds_per_day);
        const double hour = (local - day * seconds_per_day) / 3600.0;
        const auto weekday = (static_cast<std::int64_t>(day) % 7 + 11) % 7;  // 1970-01-01 was a Thursday: 4
        const double swing = 1.0 + config_.daily_swing * math::cos(two_pi * (hour - config_.peak_hour) / 24);
        return config_.devices * swing * (weekday == 0 || weekday == 6 ? config_.weekend : 1.0);
    }

    // All replicas of one step, in the order of submission.
    void draw_step() {
        const std::int64_t begin = step_start_ns();
        const double each = level(static_cast<double>(begin) * 1e-9) /
                            (static_cast<double>(config_.services) * static_cast<double>(config_.width));
        batch_.clear();
        next_ = 0;
        for (std::int64_t s = 0; s < config_.services; ++s) draw_service(s, each, begin);
        std::ranges::stable_sort(batch_, {}, &JobRequest::submit_ns);
        for (JobRequest& job : batch_) job.id = ++drawn_;
        ++step_;
    }

    void draw_service(std::int64_t service, double replicas, std::int64_t begin_ns) {
        const double wanted = replicas * quantile::lognormal(level_->uniform(), noise_);
        const std::int64_t step_ns = as_ns(config_.step.si());
        for (std::int64_t r = 0; r < std::llround(wanted); ++r) {
            const std::int64_t late = as_ns(delay_->uniform() * config_.spread.si());
            batch_.push_back({.submit_ns = begin_ns + late,
                              .run_ns = step_ns,
                              .estimate_ns = step_ns,
                              .devices = static_cast<std::uint32_t>(config_.width),
                              .user = static_cast<std::uint32_t>(service)});
        }
    }

    Config config_;
    quantile::Lognormal noise_;
    Utc start_;
    std::int64_t horizon_ns_ = 0;
    std::optional<RandomStream> level_, delay_;
    std::int64_t step_ = 0;
    std::vector<JobRequest> batch_;
    std::size_t next_ = 0;
    std::uint64_t drawn_ = 0;
    ImportReport report_;
};

std::unique_ptr<Workload> make(Keys& k) {
    Config c;
    k.required({"work_class", "What kind of work the requests are", {.example = "web_services"}},
               c.work_class);
    k.required({"devices",
                "Reference devices that all services together hold, mean over a working day",
                {.above = 0, .at_most = 1e7, .example = "2000"}},
               c.devices);
    k.optional({"services", "How many services there are, all alike", {.at_least = 1, .at_most = 1e5}},
               c.services);
    k.optional({"width", "Reference devices of a replica", {.at_least = 1, .at_most = 1e6}}, c.width);
    k.optional({"step",
                "Time from one change of the number of replicas to the next",
                {.at_least = 60, .at_most = 86'400}},
               c.step);
    k.optional({"spread", "Replicas of a step start within this time", {.at_least = 0, .at_most = 86'400}},
               c.spread);
    k.optional({"daily_swing",
                "How far the level rises and falls within a day, as a share of its mean",
                {.at_least = 0, .at_most = 1}},
               c.daily_swing);
    k.optional({"peak_hour", "UTC hour of the highest level", {.at_least = 0, .at_most = 24}}, c.peak_hour);
    k.optional({"weekend",
                "Level of Saturdays and Sundays (UTC) over that of other days",
                {.at_least = 0, .at_most = 10}},
               c.weekend);
    k.optional({"noise", "Coefficient of variation of each service's level", {.at_least = 0, .at_most = 10}},
               c.noise);
    if (c.spread >= c.step) k.refuse("spread", "expected less than the step");
    if (!k.done()) return nullptr;
    return std::make_unique<Services>(std::move(c));
}

}  // namespace

void register_services(Registry<Workload>& registry) {
    registry.add("services", "Request services: replicas that follow the time of day", make);
}

}  // namespace datahall
