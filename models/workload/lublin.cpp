// The workload model of Lublin and Feitelson: rigid batch and interactive jobs of the 1990s' parallel
// machines.
//
//   devices   1 with probability serial; else 2^x rounded, with x two-stage uniform: from [low, med] with
//             probability prob, else from [med, high]; high = log2 of the machine, med = high - 2.5.  With
//             probability power2 x is rounded first.
//   run       e^g s, g <= 12 from gamma(a1, b1) with probability p, else from gamma(a2, b2);
//             p = pa * devices + pb, within 0 .. 1
//   gaps      e^g s, g <= 13 from gamma(aarr * arar, barr), in a time that passes at the rate of the half
//   hour
//             of the day: the probability of gamma(anum, bnum) there over its mean, the day beginning with
//             the half hour of 05:00
//
// `jobs_of` chooses the parameters: all jobs alike (whole), batch, or interactive ones.  Two streams of one
// cluster, batch and interactive, are the model's mixed form.  `scale_arrivals` makes a load: the model's own
// is that of its logs, 771 s from job to job for `whole`.
//
// A gap that reaches past a boundary pays for each half hour at its own rate.  Each job takes one draw of
// each of its streams: a value above a limit is not drawn again, but from the part of the distribution below
// it. Valid for machines of 16 to about 1,000 devices: the fits are of logs with 100 to 1,024 processors, and
// beyond devices = -pb / pa every job is of the long kind. Ignores users (all jobs are of user 0), estimates
// (each is the run time), and what has changed since. Source: U. Lublin, D. Feitelson, "The workload on
// parallel supercomputers: modeling the characteristics of rigid jobs", J. Parallel Distrib. Comput. 63,
// 2003; the parameters are those of the authors' program m_lublin99.c.
#include <algorithm>
#include <array>
#include <cmath>
#include <memory>

#include "datahall/keys.hpp"
#include "datahall/math.hpp"
#include "datahall/model/registry.hpp"
#include "datahall/model/workload.hpp"
#include "datahall/random.hpp"

#include "models/workload/gamma_law.hpp"
#include "models/workload/pace.hpp"
#include "models/workload/request.hpp"

namespace datahall {
namespace {

constexpr int slots = 48;  // half hours
constexpr std::int64_t slot_s = 1800;
constexpr std::int64_t day_s = 86'400;
constexpr int first_slot = 11;        // from 1: 05:00
constexpr double longest_run = 12;    // ln of 162,755 s
constexpr double longest_gap = 13;    // ln of 442,413 s
constexpr double above_medium = 2.5;  // high - med; the authors: 1.5 to 3.5

struct Kind {
    double serial, power2, low, prob;  // sizes
    GammaLaw short_run, long_run;
    double pa, pb;
    GammaLaw gap;  // aarr, barr
    double arar;
    GammaLaw day;  // anum, bnum
};

enum class JobsOf { whole, batch, interactive };
constexpr std::array<std::string_view, 3> kind_names{"whole", "batch", "interactive"};
constexpr std::array<Kind, 3> kinds{{{.serial = 0.244,
                                      .power2 = 0.576,
                                      .low = 0.8,
                                      .prob = 0.86,
                                      .short_run = {4.2, 0.94},
                                      .long_run = {312, 0.03},
                                      .pa = -0.0054,
                                      .pb = 0.78,
                                      .gap = {10.2303, 0.4871},
                                      .arar = 1.0225,
                                      .day = {8.1737, 3.9631}},
                                     {.serial = 0.2927,
                                      .power2 = 0.6686,
                                      .low = 1.2,
                                      .prob = 0.875,
                                      .short_run = {6.57, 0.823},
                                      .long_run = {639.1, 0.0156},
                                      .pa = -0.003,
                                      .pb = 0.6986,
                                      .gap = {6.0415, 0.8531},
                                      .arar = 1.0519,
                                      .day = {6.1271, 5.2740}},
                                     {.serial = 0.1541,
                                      .power2 = 0.625,
                                      .low = 1,
                                      .prob = 0.705,
                                      .short_run = {3.8351, 0.6605},
                                      .long_run = {7.073, 0.6856},
                                      .pa = -0.0118,
                                      .pb = 0.9156,
                                      .gap = {6.5510, 0.6621},
                                      .arar = 0.9797,
                                      .day = {8.9186, 3.6680}}}};

struct Config {
    std::string work_class;
    JobsOf jobs_of = JobsOf::whole;
    std::int64_t machine = 0;
    std::int64_t jobs = 0;
    double scale_arrivals = 1.0;
    Seconds utc_offset;
};

// The rate of each half hour from midnight, mean 1.
std::array<double, slots> rates_of(const GammaLaw& day) {
    std::array<double, slots> rates{};
    double sum = 0.0;
    for (int i = first_slot; i < first_slot + slots; ++i) {
        const double share = gamma_below(i + 0.5, day) - gamma_below(i - 0.5, day);
        rates[static_cast<std::size_t>((i - 1) % slots)] = share;
        sum += share;
    }
    for (double& rate : rates) rate *= slots / sum;
    return rates;
}

struct Streams {
    RandomStream gap, kind, width, power2, branch, run;
};

Streams open_streams(const WorkloadWindow& window) {
    RandomStreams streams{window.seed, window.replication};
    const std::string path = window.path.empty() ? "jobs" : window.path;
    return {.gap = streams.open(path + "#gap"),
            .kind = streams.open(path + "#kind"),
            .width = streams.open(path + "#width"),
            .power2 = streams.open(path + "#power2"),
            .branch = streams.open(path + "#branch"),
            .run = streams.open(path + "#run")};
}

class Lublin final : public Workload {
public:
    explicit Lublin(Config config)
        : config_{std::move(config)},
          kind_{kinds.at(static_cast<std::size_t>(config_.jobs_of))},
          rates_{rates_of(kind_.day)},
          high_{math::log(static_cast<double>(config_.machine)) / math::log(2.0)} {}

    void open(const WorkloadWindow& window) override {
        start_s_ = window.start.seconds + static_cast<std::int64_t>(config_.utc_offset.si());
        horizon_ns_ = window.horizon_ns;
        clock_ns_ = 0;
        report_ = {};
        report_.source = "generated: model of Lublin and Feitelson (JPDC 63, 2003)";
        streams_.emplace(open_streams(window));
    }

    std::optional<JobRequest> next_job() override {
        if (config_.jobs > 0 && report_.records >= static_cast<std::uint64_t>(config_.jobs))
            return std::nullopt;
        if (clock_ns_ >= horizon_ns_) return std::nullopt;
        clock_ns_ = paced(clock_ns_, gap_s(), horizon_ns_, [this](std::int64_t t) { return slot_at(t); });
        if (clock_ns_ >= horizon_ns_) return std::nullopt;
        const std::uint32_t width = devices();
        const std::int64_t run = as_ns(run_s(width));
        const JobRequest job{.id = report_.records + 1,
                             .submit_ns = clock_ns_,
                             .run_ns = run,
                             .estimate_ns = run,
                             .devices = width};
        count_generated(job, report_);
        return job;
    }

    ImportReport report() const override { return report_; }
    std::string work_class() const override { return config_.work_class; }

private:
    double gap_s() {
        const GammaLaw law{kind_.gap.shape * kind_.arar, kind_.gap.scale};
        return math::exp(truncated_gamma(streams_->gap.uniform(), law, longest_gap)) / config_.scale_arrivals;
    }

    Slot slot_at(std::int64_t t_ns) const {
        const std::int64_t local_s = start_s_ + t_ns / 1'000'000'000;
        const std::int64_t of_day = (local_s % day_s + day_s) % day_s;
        const std::int64_t slot_end_s = local_s - of_day % slot_s + slot_s;
        return {.rate = rates_[static_cast<std::size_t>(of_day / slot_s)],
                .end_ns = (slot_end_s - start_s_) * 1'000'000'000};
    }

    std::uint32_t devices() {
        const double which = streams_->kind.uniform();
        const double place = streams_->width.uniform();
        const double rounding = streams_->power2.uniform();
        if (which < kind_.serial) return 1;
        const double med = high_ - above_medium;
        // One draw chooses the stage and the place in it.
        const double x = place < kind_.prob ? kind_.low + (med - kind_.low) * place / kind_.prob
                                            : med + (high_ - med) * (place - kind_.prob) / (1 - kind_.prob);
        const bool is_power2 = rounding < kind_.power2 / (1 - kind_.serial);
        const double nodes = std::floor(math::pow(2.0, is_power2 ? std::floor(x + 0.5) : x) + 0.5);
        return static_cast<std::uint32_t>(std::clamp(nodes, 1.0, static_cast<double>(config_.machine)));
    }

    double run_s(std::uint32_t width) {
        const double p = std::clamp(kind_.pa * width + kind_.pb, 0.0, 1.0);
        const bool is_short = streams_->branch.uniform() < p;
        const double u = streams_->run.uniform();
        const double ln_run = truncated_gamma(u, is_short ? kind_.short_run : kind_.long_run, longest_run);
        return std::max(1.0, std::floor(math::exp(ln_run)));
    }

    Config config_;
    const Kind& kind_;
    std::array<double, slots> rates_;
    double high_;
    std::int64_t start_s_ = 0;
    std::int64_t horizon_ns_ = 0;
    std::int64_t clock_ns_ = 0;
    std::optional<Streams> streams_;
    ImportReport report_;
};

std::unique_ptr<Workload> make(Keys& k) {
    constexpr double widest_offset = 14 * 3600;
    Config c;
    k.required({"work_class", "What kind of work the jobs are", {.example = "batch_hpc"}}, c.work_class);
    k.required({"machine",
                "Devices of the machine that the jobs are made for",
                {.at_least = 16, .at_most = 65'536, .example = "256"}},
               c.machine);
    k.choice({"jobs_of", "Whose jobs: all alike, batch or interactive ones"}, Presence::optional, kind_names,
             c.jobs_of);
    k.optional({"jobs", "How many jobs at most; 0 is no limit", {.at_least = 0}}, c.jobs);
    k.optional({"scale_arrivals",
                "How many times faster than in the model the jobs are submitted",
                {.above = 0, .at_most = 1e6, .example = "2"}},
               c.scale_arrivals);
    k.optional({"utc_offset",
                "How far the users' clock is ahead of UTC",
                {.at_least = -widest_offset, .at_most = widest_offset, .example = "1 h"}},
               c.utc_offset);
    if (!k.done()) return nullptr;
    return std::make_unique<Lublin>(std::move(c));
}

}  // namespace

void register_lublin(Registry<Workload>& registry) {
    registry.add("lublin", "The model of Lublin and Feitelson: rigid jobs of parallel machines", make);
}

}  // namespace datahall
