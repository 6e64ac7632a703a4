// Replicas of a language model that follow a recorded stream of requests.
//
// In each step of the trace the requests ask for work, and the replicas that can do it are one job each,
// `width` devices for one step, submitted at its beginning:
//
//   busy      = scale * (input tokens / input_rate + output tokens / output_rate)           [replica s]
//   replicas  = max(least, ceil(busy / (step * utilization)))
//
// The rates are those of one replica on its reference devices, input and output one after the other.  Steps
// count from the first request; the last may be a part of one.  With `repeat` the trace starts over behind
// its last step.
//
// Valid for services that scale with their load in steps much longer than a request, and for a trace in the
// order of time: a request that is listed late counts in the step that is being read.
// Ignores latency, batching (rates are those at the wanted batch) and what is left over from one step to the
// next: a peak is served by more replicas, not later.
// Cost: one line at a time; nothing is held.
// Source: request_trace.hpp.
#include <algorithm>
#include <array>
#include <cmath>
#include <memory>

#include "datahall/keys.hpp"
#include "datahall/model/registry.hpp"
#include "datahall/model/workload.hpp"

#include "models/workload/request.hpp"
#include "models/workload/request_trace.hpp"

namespace datahall {
namespace {

struct Config {
    std::unique_ptr<LineSource> file;
    std::string work_class;
    std::string source = "Azure LLM inference traces 2023 (Patel et al., ISCA 2024), CC BY 4.0";
    double input_rate = 0;   // tokens / s
    double output_rate = 0;  // tokens / s
    Seconds step = Seconds::from_si(60);
    double utilization = 0.6;
    std::int64_t width = 1;
    std::int64_t least = 1;
    double scale = 1.0;
    std::int64_t repeat = 1;
};

class AzureLlm final : public Workload {
public:
    explicit AzureLlm(Config config) : config_{std::move(config)} {}

    void open(const WorkloadWindow& window) override {
        if (!summary_) summary_ = summarize_requests(*config_.file);
        horizon_ns_ = window.horizon_ns;
        step_ = 0;
        round_ = 0;
        left_ = 0;
        report_ = {};
        report_.source = config_.source;
        report_.marks = {{"requests of the trace", summary_->requests},
                         {"input tokens of the trace", static_cast<std::uint64_t>(summary_->input.sum)},
                         {"output tokens of the trace", static_cast<std::uint64_t>(summary_->output.sum)}};
        report_.out_of_order = summary_->out_of_order;
        start_reading();
    }

    std::optional<JobRequest> next_job() override {
        while (left_ == 0) {
            if (step_start_ns() >= horizon_ns_ || !read_step()) return std::nullopt;
        }
        const std::int64_t step_ns = as_ns(config_.step.si());
        if (submit_ns_ >= horizon_ns_) return std::nullopt;
        --left_;
        const JobRequest job{.id = report_.records + 1,
                             .submit_ns = submit_ns_,
                             .run_ns = step_ns,
                             .estimate_ns = step_ns,
                             .devices = static_cast<std::uint32_t>(config_.width)};
        count_generated(job, report_);
        return job;
    }

    ImportReport report() const override { return report_; }
    std::string work_class() const override { return config_.work_class; }

private:
    void start_reading() {
        reader_.emplace(*config_.file);
        LlmRequest request;
        pending_ = reader_->next(request) ? std::optional{request} : std::nullopt;
        step_in_round_ = 0;
    }

    std::int64_t step_start_ns() const { return step_ * as_ns(config_.step.si()); }

    // The replicas of the next step.  False at the end.
    bool read_step() {
        if (!pending_) {
            if (summary_->requests == 0 || ++round_ >= config_.repeat) return false;
            start_reading();
        }
        const std::int64_t end_ns = summary_->first_ns + (step_in_round_ + 1) * as_ns(config_.step.si());
        double busy_s = 0.0;
        while (pending_ && pending_->time_ns < end_ns) {
            busy_s += static_cast<double>(pending_->input_tokens) / config_.input_rate +
                      static_cast<double>(pending_->output_tokens) / config_.output_rate;
            LlmRequest request;
            pending_ = reader_->next(request) ? std::optional{request} : std::nullopt;
        }
        const double wanted = std::ceil(config_.scale * busy_s / (config_.step.si() * config_.utilization));
        constexpr double most = 1e7;
        left_ = std::max(config_.least, static_cast<std::int64_t>(std::min(wanted, most)));
        submit_ns_ = step_start_ns();
        ++step_;
        ++step_in_round_;
        return true;
    }

    Config config_;
    std::optional<RequestSummary> summary_;
    std::optional<RequestReader> reader_;
    std::optional<LlmRequest> pending_;  // the next of the file
    std::int64_t horizon_ns_ = 0;
    std::int64_t step_ = 0;
    std::int64_t step_in_round_ = 0;
    std::int64_t round_ = 0;
    std::int64_t left_ = 0;  // replicas of the step that are still to be handed out
    std::int64_t submit_ns_ = 0;
    ImportReport report_;
};

std::unique_ptr<Workload> make(Keys& k) {
    Config c;
    k.required({"file", "The list of requests, plain or gzip"}, c.file);
    k.required({"work_class", "What kind of work the replicas do", {.example = "llm_inference"}},
               c.work_class);
    k.required({"input_rate",
                "Input tokens per second of a replica on the reference",
                {.above = 0, .at_most = 1e9, .example = "20000"}},
               c.input_rate);
    k.required({"output_rate",
                "Output tokens per second of a replica on the reference",
                {.above = 0, .at_most = 1e9, .example = "1500"}},
               c.output_rate);
    k.optional({"step",
                "Time from one change of the number of replicas to the next",
                {.at_least = 1, .at_most = 86'400}},
               c.step);
    k.optional({"utilization",
                "Share of their time that replicas are meant to be busy",
                {.above = 0, .at_most = 1, .example = "60 %"}},
               c.utilization);
    k.optional({"width", "Reference devices of a replica", {.at_least = 1, .at_most = 1e6}}, c.width);
    k.optional({"least", "Replicas that run even without requests", {.at_least = 1, .at_most = 1e6}},
               c.least);
    k.optional(
        {"scale", "How many times the recorded requests come", {.above = 0, .at_most = 1e6, .example = "10"}},
        c.scale);
    k.optional(
        {"repeat", "How many times the trace is played, one after another", {.at_least = 1, .at_most = 1e6}},
        c.repeat);
    k.optional({"source", "Who must be named when results of this trace are shown"}, c.source);
    if (!k.done()) return nullptr;
    return std::make_unique<AzureLlm>(std::move(c));
}

}  // namespace

void register_azure_llm(Registry<Workload>& registry) {
    registry.add("azure_llm", "Replicas of a language model that follow recorded requests", make);
}

}  // namespace datahall
