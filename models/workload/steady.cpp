// Identical jobs at a fixed pace: for closed-form checks and for runs that are kept busy.
//
//   submitted_i = i * every          i = 0 .. jobs - 1      [s]
//
// With `every` = 0 (the default) all are submitted at the scenario's start.
//
// Valid for any number of jobs; none is stored.
// Ignores everything that makes real demand uneven.
// Source: none needed; the settings are the demand.
#include <memory>

#include "datahall/keys.hpp"
#include "datahall/model/registry.hpp"
#include "datahall/model/workload.hpp"

#include "models/workload/fields.hpp"
#include "models/workload/request.hpp"

namespace datahall {
namespace {

struct Config {
    std::string work_class;
    std::int64_t jobs = 0;
    std::int64_t devices = 1;
    Seconds run;
    std::optional<Seconds> estimate;
    Seconds every;
};

class Steady final : public Workload {
public:
    explicit Steady(Config config) : config_{std::move(config)} {}

    void open(const WorkloadWindow& window) override {
        horizon_ns_ = window.horizon_ns;
        next_ = 0;
        report_ = {};
    }

    std::optional<JobRequest> next_job() override {
        if (next_ >= config_.jobs) return std::nullopt;
        const auto submit = as_ns(static_cast<double>(next_) * config_.every.si());
        if (submit >= horizon_ns_) return std::nullopt;
        ++next_;
        const JobRequest job =
            cut_at_limit({.id = static_cast<std::uint64_t>(next_),
                          .submit_ns = submit,
                          .run_ns = as_ns(config_.run.si()),
                          .estimate_ns = as_ns(config_.estimate.value_or(config_.run).si()),
                          .devices = static_cast<std::uint32_t>(config_.devices)});
        count_generated(job, report_);
        return job;
    }

    ImportReport report() const override {
        ImportReport r = report_;
        r.source = "generated: identical jobs";
        return r;
    }
    std::string work_class() const override { return config_.work_class; }

private:
    Config config_;
    std::int64_t horizon_ns_ = 0;
    std::int64_t next_ = 0;
    ImportReport report_;
};

std::unique_ptr<Workload> make(Keys& k) {
    constexpr auto longest = static_cast<double>(longest_seconds);
    Config c;
    k.required({"work_class", "What kind of work the jobs are", {.example = "dense_training"}}, c.work_class);
    k.required({"jobs", "How many jobs", {.at_least = 1, .at_most = 1e12, .example = "1000"}}, c.jobs);
    k.optional({"devices", "Reference devices of each job", {.at_least = 1, .at_most = 4e9}}, c.devices);
    k.required({"run", "Run time of each job on the reference", {.at_least = 1e-6, .at_most = longest}},
               c.run);
    k.optional({"estimate",
                "Time limit of each job; without it, the run time",
                {.at_least = 1e-6, .at_most = longest}},
               c.estimate);
    k.optional({"every", "Time from one submission to the next", {.at_least = 0, .at_most = longest}},
               c.every);
    if (!k.done()) return nullptr;
    return std::make_unique<Steady>(std::move(c));
}

}  // namespace

void register_steady(Registry<Workload>& registry) {
    registry.add("steady", "Identical jobs at a fixed pace, or all at once", make);
}

}  // namespace datahall
