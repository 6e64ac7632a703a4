// Made-up demand: Poisson arrivals, lognormal run times, widths from a list.
//
//   time between submissions   exponential with mean `interarrival`                     [s]
//   run time                   lognormal with mean `run_mean` and coefficient of variation
//                              `run_cv`, cut off at `run_max` (which lowers the mean)   [s]
//   devices                    widths[k] with probability weights[k] / sum(weights)
//   estimate                   run * (1 + exponential with mean `overestimate` - 1)     [s]
//   user                       0 .. users - 1, all alike
//
// Each of the five has its own random stream, named by the cluster's path and the purpose, with one
// draw for each job: changing the run times moves no arrival.
//
// Valid for demand without daily or weekly cycles.
// Ignores correlations (wide jobs run longer, users repeat themselves), which recorded logs have.
// Source: Poisson arrivals and lognormal run times are textbook; the settings are the scenario's.
#include <algorithm>
#include <cmath>
#include <memory>

#include "datahall/distributions.hpp"
#include "datahall/keys.hpp"
#include "datahall/model/registry.hpp"
#include "datahall/model/workload.hpp"
#include "datahall/random.hpp"

#include "models/workload/fields.hpp"
#include "models/workload/request.hpp"

namespace datahall {
namespace {

constexpr double shortest_run = 1e-3;  // s: a job of no length would never be seen
constexpr double most_devices = 1e6;

struct Config {
    std::string work_class;
    Seconds interarrival;
    std::int64_t jobs = 0;
    Seconds run_mean;
    double run_cv = 1.0;
    Seconds run_max = Seconds::from_si(30 * 86'400.0);
    std::vector<double> widths{1.0};
    std::vector<double> weights{1.0};
    double overestimate = 1.0;
    std::int64_t users = 1;
};

struct Streams {
    RandomStream arrival, run, width, estimate, user;
};

Streams open_streams(const WorkloadWindow& window) {
    RandomStreams streams{window.seed, window.replication};
    const std::string path = window.path.empty() ? "jobs" : window.path;
    return {.arrival = streams.open(path + "#arrival"),
            .run = streams.open(path + "#run"),
            .width = streams.open(path + "#width"),
            .estimate = streams.open(path + "#estimate"),
            .user = streams.open(path + "#user")};
}

class Synthetic final : public Workload {
public:
    explicit Synthetic(Config config)
        : config_{std::move(config)},
          run_{quantile::Lognormal::from_mean_and_cv(config_.run_mean.si(), config_.run_cv)},
          width_{config_.weights} {}

    void open(const WorkloadWindow& window) override {
        horizon_ns_ = window.horizon_ns;
        clock_ns_ = 0;
        report_ = {};
        streams_.emplace(open_streams(window));
        report_.source = "generated: Poisson arrivals, lognormal run times";
    }

    std::optional<JobRequest> next_job() override {
        if (config_.jobs > 0 && report_.records >= static_cast<std::uint64_t>(config_.jobs))
            return std::nullopt;
        if (clock_ns_ >= horizon_ns_) return std::nullopt;
        clock_ns_ += as_ns(quantile::exponential(streams_->arrival.uniform(), config_.interarrival.si()));
        if (clock_ns_ >= horizon_ns_) return std::nullopt;
        const JobRequest job = draw();
        count_generated(job, report_);
        return job;
    }

    ImportReport report() const override { return report_; }
    std::string work_class() const override { return config_.work_class; }

private:
    JobRequest draw() {
        const double run = std::clamp(quantile::lognormal(streams_->run.uniform(), run_), shortest_run,
                                      config_.run_max.si());
        const double width = config_.widths[width_(streams_->width.uniform())];
        const double more = streams_->estimate.uniform();
        const double factor =
            config_.overestimate > 1 ? 1.0 + quantile::exponential(more, config_.overestimate - 1.0) : 1.0;
        return {
            .id = report_.records + 1,
            .submit_ns = clock_ns_,
            .run_ns = as_ns(run),
            .estimate_ns = as_ns(run * factor),
            .devices = static_cast<std::uint32_t>(width),
            .user = quantile::integer(streams_->user.next_u64(), static_cast<std::uint32_t>(config_.users))};
    }

    Config config_;
    quantile::Lognormal run_;
    quantile::Discrete width_;
    std::int64_t horizon_ns_ = 0;
    std::int64_t clock_ns_ = 0;
    std::optional<Streams> streams_;
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
    k.optional({"overestimate",
                "Mean of the users' limits over the run times",
                {.at_least = 1, .at_most = 1e4, .example = "3"}},
               c.overestimate);
    k.optional({"users", "How many users submit jobs", {.at_least = 1, .at_most = 1e6}}, c.users);
    check_widths(k, c);
    if (!k.done()) return nullptr;
    return std::make_unique<Synthetic>(std::move(c));
}

}  // namespace

void register_synthetic(Registry<Workload>& registry) {
    registry.add("synthetic", "Poisson arrivals, lognormal run times, widths from a list", make);
}

}  // namespace datahall
