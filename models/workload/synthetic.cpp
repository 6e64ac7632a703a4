// Made-up demand: Poisson arrivals, steady or with cycles and bursts, lognormal run times, widths from a
// list.
//
//   time between submissions   exponential with mean `interarrival`                     [s]
//   run time                   lognormal with mean `run_mean` and coefficient of variation
//                              `run_cv`, cut off at `run_max` (which lowers the mean)   [s]
//   devices                    widths[k] with probability weights[k] / sum(weights); or, from a list of
//                              `shapes` (request_shapes.hpp), processors, memory and GPUs or a part of one,
//                              as often as the list has pods of each, for clusters that share nodes
//   estimate                   run * (1 + exponential with mean `overestimate` - 1)     [s]
//   user k = 0 .. users - 1    with probability proportional to (k + 1)^-user_skew (Zipf); 0: all alike
//   account                    k modulo `groups`
//
// Each of the five has its own random stream, named by the cluster's path and the purpose, with one
// draw for each job: changing the run times moves no arrival.
//
// The rate of the arrivals, 1 / `interarrival` in the long mean, may follow
//   the day    1 + daily_swing * cos(2 pi (hour - peak_hour) / 24), by whole hours
//   the week   `weekend` on Saturday and Sunday, 1 on other days, over the mean of the week
//   bursts     a two-state Markov-modulated Poisson process: `burst` times the calm rate for an exponential
//   time
//              of mean `burst_length`, calm for one of mean `calm_length`, over the mean of both
// and any product of them.  Hours and days are those of UTC plus `utc_offset`.
//
// Ignores correlations (wide jobs run longer, users repeat themselves), which recorded logs have.
// Source: Poisson arrivals and lognormal run times are textbook; W. Fischer, K. Meier-Hellstern, "The
// Markov-modulated Poisson process cookbook", Performance Evaluation 18, 1993; the settings are the
// scenario's.
#include <algorithm>
#include <cmath>
#include <memory>
#include <numbers>

#include "datahall/distributions.hpp"
#include "datahall/keys.hpp"
#include "datahall/math.hpp"
#include "datahall/model/registry.hpp"
#include "datahall/model/workload.hpp"
#include "datahall/random.hpp"

#include "models/workload/fields.hpp"
#include "models/workload/pace.hpp"
#include "models/workload/request.hpp"
#include "models/workload/request_shapes.hpp"

namespace datahall {
namespace {

constexpr double shortest_run = 1e-3;  // s: a job of no length would never be seen
constexpr double most_devices = 1e6;

struct Cycles {
    double daily_swing = 0.0;
    double peak_hour = 14;
    double weekend = 1.0;
    Seconds utc_offset;
    double burst = 1.0;
    Seconds burst_length = Seconds::from_si(3600);
    Seconds calm_length = Seconds::from_si(6 * 3600);

    bool are_flat() const { return daily_swing == 0 && weekend == 1 && burst == 1; }
};

struct Config {
    std::string work_class;
    Seconds interarrival;
    std::int64_t jobs = 0;
    Seconds run_mean;
    double run_cv = 1.0;
    Seconds run_max = Seconds::from_si(30 * 86'400.0);
    std::vector<double> widths{1.0};
    std::vector<double> weights{1.0};
    std::unique_ptr<LineSource> shapes;
    double overestimate = 1.0;
    std::int64_t users = 1;
    double user_skew = 0.0;
    std::int64_t groups = 0;
    Cycles cycles;
};

struct Streams {
    RandomStream arrival, run, width, estimate, user, burst;
};

Streams open_streams(const WorkloadWindow& window) {
    RandomStreams streams{window.seed, window.replication};
    const std::string path = window.path.empty() ? "jobs" : window.path;
    return {.arrival = streams.open(path + "#arrival"),
            .run = streams.open(path + "#run"),
            .width = streams.open(path + "#width"),
            .estimate = streams.open(path + "#estimate"),
            .user = streams.open(path + "#user"),
            .burst = streams.open(path + "#burst")};
}

std::vector<double> zipf_weights(const Config& c) {
    std::vector<double> weights;
    for (std::int64_t k = 0; k < c.users && c.user_skew > 0; ++k) {
        weights.push_back(math::pow(static_cast<double>(k + 1), -c.user_skew));
    }
    return weights.empty() ? std::vector{1.0} : weights;
}

// Empty if jobs only say how many devices they need.
std::vector<RequestCount> shapes_of(const Config& c) {
    if (!c.shapes) return {};
    std::vector<RequestCount> shapes = read_request_shapes(*c.shapes);
    if (std::ranges::none_of(shapes, [](const RequestCount& s) { return s.jobs > 0; }))
        c.shapes->refuse("pods", "expected jobs");
    return shapes;
}

std::vector<double> weights_of(std::span<const RequestCount> shapes) {
    std::vector<double> weights;
    for (const RequestCount& s : shapes) weights.push_back(static_cast<double>(s.jobs));
    return weights;
}

// The rate of arrivals over its long mean, hour by hour and burst by burst.
class Rate {
public:
    Rate(const Cycles& cycles, Utc start, RandomStream bursts)
        : cycles_{cycles},
          start_s_{start.seconds + static_cast<std::int64_t>(cycles.utc_offset.si())},
          bursts_{bursts},
          mean_{mean_of(cycles)} {
        if (cycles_.burst != 1) state_end_ns_ = as_ns(state_length());
    }

    /// Called with times that never fall.
    Slot at(std::int64_t t_ns) {
        while (t_ns >= state_end_ns_) {
            is_burst_ = !is_burst_;
            state_end_ns_ += std::max<std::int64_t>(1, as_ns(state_length()));
        }
        const std::int64_t local_s = start_s_ + t_ns / ns_per_second;
        const std::int64_t hour = (local_s >= 0 ? local_s : local_s - 3599) / 3600;
        const std::int64_t hour_end_ns = ((hour + 1) * 3600 - start_s_) * ns_per_second;
        const double rate = of_hour(hour) * (is_burst_ ? cycles_.burst : 1.0) / mean_;
        return {.rate = rate, .end_ns = std::min(hour_end_ns, state_end_ns_)};
    }

private:
    static double mean_of(const Cycles& c) {
        const double week = (5 + 2 * c.weekend) / 7;
        const double calm = c.calm_length.si();
        const double burst = c.burst_length.si();
        return week * (c.burst == 1 ? 1.0 : (calm + c.burst * burst) / (calm + burst));
    }

    double state_length() {
        return quantile::exponential(bursts_.uniform(),
                                     is_burst_ ? cycles_.burst_length.si() : cycles_.calm_length.si());
    }

    double of_hour(std::int64_t hour) const {
        const std::int64_t day = (hour >= 0 ? hour : hour - 23) / 24;
        const auto middle = static_cast<double>(hour - day * 24) + 0.5;
        const auto weekday = (day % 7 + 11) % 7;  // 1970-01-01 was a Thursday: 4
        const double swing =
            1 + cycles_.daily_swing * math::cos(2 * std::numbers::pi * (middle - cycles_.peak_hour) / 24);
        return swing * (weekday == 0 || weekday == 6 ? cycles_.weekend : 1.0);
    }

    const Cycles& cycles_;
    std::int64_t start_s_;
    RandomStream bursts_;
    double mean_;
    bool is_burst_ = false;
    std::int64_t state_end_ns_ = std::numeric_limits<std::int64_t>::max();
};

class Synthetic final : public Workload {
public:
    explicit Synthetic(Config config)
        : config_{std::move(config)},
          run_{quantile::Lognormal::from_mean_and_cv(config_.run_mean.si(), config_.run_cv)},
          shapes_{shapes_of(config_)},
          width_{shapes_.empty() ? config_.weights : weights_of(shapes_)},
          user_{zipf_weights(config_)} {}

    void open(const WorkloadWindow& window) override {
        horizon_ns_ = window.horizon_ns;
        clock_ns_ = 0;
        report_ = {};
        streams_.emplace(open_streams(window));
        rate_.emplace(config_.cycles, window.start, streams_->burst);
        report_.source = "generated: Poisson arrivals, lognormal run times";
    }

    std::optional<JobRequest> next_job() override {
        if (config_.jobs > 0 && report_.records >= static_cast<std::uint64_t>(config_.jobs))
            return std::nullopt;
        if (clock_ns_ >= horizon_ns_) return std::nullopt;
        clock_ns_ = next_arrival();
        if (clock_ns_ >= horizon_ns_) return std::nullopt;
        const JobRequest job = draw();
        count_generated(job, report_);
        return job;
    }

    ImportReport report() const override { return report_; }
    std::span<const RequestCount> shapes() const override { return shapes_; }
    std::string work_class() const override { return config_.work_class; }
    std::string name_of(Identity kind, std::uint32_t number) const override {
        if (kind != Identity::account || config_.groups == 0) return Workload::name_of(kind, number);
        return std::to_string(number);
    }

private:
    std::int64_t next_arrival() {
        const double gap_s = quantile::exponential(streams_->arrival.uniform(), config_.interarrival.si());
        if (config_.cycles.are_flat()) return clock_ns_ + as_ns(gap_s);
        return paced(clock_ns_, gap_s, horizon_ns_, [this](std::int64_t t) { return rate_->at(t); });
    }

    std::uint32_t draw_user() {
        if (config_.user_skew > 0) return static_cast<std::uint32_t>(user_(streams_->user.uniform()));
        return quantile::integer(streams_->user.next_u64(), static_cast<std::uint32_t>(config_.users));
    }

    JobRequest draw() {
        const double run = std::clamp(quantile::lognormal(streams_->run.uniform(), run_), shortest_run,
                                      config_.run_max.si());
        const auto width = width_(streams_->width.uniform());
        const double more = streams_->estimate.uniform();
        const double factor =
            config_.overestimate > 1 ? 1.0 + quantile::exponential(more, config_.overestimate - 1.0) : 1.0;
        const std::uint32_t user = draw_user();
        const std::uint32_t account =
            config_.groups > 0 ? user % static_cast<std::uint32_t>(config_.groups) : 0;
        return {.id = report_.records + 1,
                .submit_ns = clock_ns_,
                .run_ns = as_ns(run),
                .estimate_ns = as_ns(run * factor),
                .devices = shapes_.empty() ? static_cast<std::uint32_t>(config_.widths[width])
                                           : shapes_[width].request.gpus,
                .user = user,
                .account = account,
                .shape = shapes_.empty() ? no_shape : static_cast<std::uint32_t>(width)};
    }

    Config config_;
    quantile::Lognormal run_;
    std::vector<RequestCount> shapes_;
    quantile::Discrete width_;
    quantile::Discrete user_;
    std::int64_t horizon_ns_ = 0;
    std::int64_t clock_ns_ = 0;
    std::optional<Streams> streams_;
    std::optional<Rate> rate_;
    ImportReport report_;
};

void check_widths(Keys& k, const Config& c) {
    const auto is_width = [](double w) { return w >= 1 && w <= most_devices && w == std::floor(w); };
    if (c.widths.empty() || !std::ranges::all_of(c.widths, is_width)) {
        k.refuse("widths", "expected whole numbers of devices such as [1, 2, 4, 8]");
    }
    const auto is_weight = [](double w) { return w >= 0 && std::isfinite(w); };
    const bool any = std::ranges::any_of(c.weights, [](double w) { return w > 0; });
    if (c.weights.size() != c.widths.size() || !any || !std::ranges::all_of(c.weights, is_weight)) {
        k.refuse("weights", "expected one weight of at least 0 for each width, not all of them 0");
    }
}

void describe_cycles(Keys& k, Cycles& c) {
    constexpr auto longest = static_cast<double>(longest_seconds);
    constexpr double widest_offset = 14 * 3600;
    k.optional({"daily_swing",
                "How far the rate of arrivals rises and falls within a day, as a share of its mean",
                {.at_least = 0, .at_most = 1}},
               c.daily_swing);
    k.optional({"peak_hour", "Hour of the most arrivals", {.at_least = 0, .at_most = 24}}, c.peak_hour);
    k.optional({"weekend",
                "Arrivals of Saturdays and Sundays over those of other days",
                {.at_least = 0, .at_most = 10}},
               c.weekend);
    k.optional({"utc_offset",
                "How far the users' clock is ahead of UTC",
                {.at_least = -widest_offset, .at_most = widest_offset, .example = "1 h"}},
               c.utc_offset);
    k.optional({"burst",
                "Rate of arrivals in a burst over that between bursts; 1 is none",
                {.at_least = 1, .at_most = 1e6, .example = "10"}},
               c.burst);
    k.optional({"burst_length", "Mean length of a burst", {.at_least = 1, .at_most = longest}},
               c.burst_length);
    k.optional({"calm_length", "Mean time between bursts", {.at_least = 1, .at_most = longest}},
               c.calm_length);
}

std::unique_ptr<Workload> make(Keys& k) {
    constexpr auto longest = static_cast<double>(longest_seconds);
    Config c;
    k.required({"work_class", "What kind of work the jobs are", {.example = "dense_training"}}, c.work_class);
    k.required(
        {"interarrival", "Mean time from one submission to the next", {.at_least = 1e-6, .at_most = longest}},
        c.interarrival);
    k.optional({"jobs", "How many jobs at most; 0 is no limit", {.at_least = 0}}, c.jobs);
    k.required({"run_mean", "Mean run time on the reference", {.at_least = shortest_run, .at_most = longest}},
               c.run_mean);
    k.optional({"run_cv",
                "Standard deviation of the run time over its mean",
                {.at_least = 0, .at_most = 100, .example = "1.5"}},
               c.run_cv);
    k.optional({"run_max", "Longest run time", {.at_least = shortest_run, .at_most = longest}}, c.run_max);
    k.optional({"widths", "Numbers of reference devices that jobs ask for"}, c.widths);
    k.optional({"weights", "How often each width is asked for, relative to the others"}, c.weights);
    k.optional({"shapes",
                "List of what jobs ask of a node that they share, such as "
                "shipped:data/jobs/openb_pod_shapes.csv, in place of widths and weights"},
               c.shapes);
    k.optional({"overestimate",
                "Mean of the users' limits over the run times",
                {.at_least = 1, .at_most = 1e4, .example = "3"}},
               c.overestimate);
    k.optional({"users", "How many users submit jobs", {.at_least = 1, .at_most = 1e6}}, c.users);
    k.optional({"user_skew",
                "How unevenly: user k submits in proportion to k to the power of minus this",
                {.at_least = 0, .at_most = 10, .example = "1.2"}},
               c.user_skew);
    k.optional({"groups",
                "How many accounts the users belong to, user k to account k modulo this; 0 is none",
                {.at_least = 0, .at_most = 1e6, .example = "4"}},
               c.groups);
    describe_cycles(k, c.cycles);
    check_widths(k, c);
    if (!k.done()) return nullptr;
    return std::make_unique<Synthetic>(std::move(c));
}

}  // namespace

void register_synthetic(Registry<Workload>& registry) {
    registry.add("synthetic", "Poisson arrivals, lognormal run times, widths from a list", make);
}

}  // namespace datahall
