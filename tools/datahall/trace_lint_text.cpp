// The lint report of a trace as people read it.
#include <algorithm>

#include <fmt/format.h>

#include "datahall/calendar.hpp"

#include "models/workload/fields.hpp"
#include "sim/config/utf8.hpp"
#include "tools/datahall/trace_lint.hpp"

namespace datahall {
namespace {

constexpr double seconds_per_hour = 3600;
constexpr double seconds_per_day = 86'400;

void line(std::string& out, std::string_view name, const std::string& text) {
    out += fmt::format("  {:<14}{}\n", name, text);
}

// "12 no processors, 5 no run time": what is not zero.
template <class Count>
std::string counted(const std::vector<Count>& counts, std::string Count::*what,
                    std::uint64_t Count::*number) {
    std::string text;
    for (const Count& c : counts) {
        if (c.*number > 0) text += fmt::format("{}{} {}", text.empty() ? "" : ", ", c.*number, c.*what);
    }
    return text.empty() ? "none" : text;
}

// Device time that jobs submitted in the slice bring, over what the machine can do meanwhile.
double load_of(const LoadSlice& slice, std::uint64_t devices) {
    const auto seconds = static_cast<double>(std::max<std::int64_t>(slice.to_s - slice.from_s, 1));
    return slice.device_seconds / (static_cast<double>(devices) * seconds);
}

void put_load(std::string& out, const TraceLint& lint) {
    const ImportReport& r = *lint.jobs;
    if (r.slices.empty() || r.span_s == 0) return;
    std::string parts;
    for (const LoadSlice& slice : r.slices) {
        const auto seconds = static_cast<double>(std::max<std::int64_t>(slice.to_s - slice.from_s, 1));
        parts += lint.devices > 0 ? fmt::format(" {:.2f}", load_of(slice, lint.devices))
                                  : fmt::format(" {:.1f}", slice.device_seconds / seconds);
    }
    if (lint.devices == 0) {
        line(out, "load",
             fmt::format("{:.1f} devices busy on average; --devices N says how much of a machine",
                         r.device_seconds / static_cast<double>(r.span_s)));
        line(out, "", fmt::format("by tenths of the time:{}", parts));
        return;
    }
    const double load = *offered_load(r, static_cast<double>(lint.devices));
    line(out, "load",
         fmt::format("{:.3f} of {} devices{}", load, lint.devices,
                     load > 1 ? ": more than they can do, queues grow for ever" : ""));
    line(out, "", fmt::format("by tenths of the time:{}", parts));
    line(out, "too wide", fmt::format("{} jobs ask for more than {} devices", lint.too_wide, lint.devices));
}

void put_sizes(std::string& out, const ImportReport& r) {
    for (const SizeClass& size : r.sizes) {
        const std::string range =
            size.from == size.to ? fmt::format("{}", size.from) : fmt::format("{}-{}", size.from, size.to);
        line(out, size.from == 1 || &size == &r.sizes.front() ? "sizes" : "",
             fmt::format("{:>13} devices: {:5.1f} % of the jobs, {:5.1f} % of the device time", range,
                         100.0 * static_cast<double>(size.jobs) / static_cast<double>(r.kept),
                         100.0 * size.device_seconds / r.device_seconds));
    }
}

void put_times(std::string& out, const ImportReport& r) {
    std::string dates;
    if (r.first_submit && r.last_submit) {
        dates = fmt::format("{} to {} UTC, ", timestamp(*r.first_submit), timestamp(*r.last_submit));
    }
    line(out, "submitted",
         fmt::format("{}{:.1f} d; {} gaps of more than 7 d", dates,
                     static_cast<double>(r.span_s) / seconds_per_day, r.long_gaps));
}

void put_jobs(std::string& out, const TraceLint& lint) {
    const ImportReport& r = *lint.jobs;
    line(out, "records", fmt::format("{}, {} kept", r.records, r.kept));
    line(out, "left out", counted(r.dropped, &DropCount::reason, &DropCount::jobs));
    if (!r.marks.empty()) line(out, "marked", counted(r.marks, &MarkCount::what, &MarkCount::records));
    line(out, "order",
         fmt::format("{} records before the one above them; kept jobs step back by at most {} s",
                     r.out_of_order, r.step_back_s));
    if (r.kept == 0) return;
    put_times(out, r);
    line(out, "users", fmt::format("{}", r.users));
    line(out, "estimates",
         fmt::format("{} jobs have none (the run time stands for it); {} were killed at theirs",
                     r.without_estimate, r.killed_at_limit));
    line(out, "numbers",
         fmt::format("{} jobs have one that another had before{}", r.duplicate_ids,
                     r.unchecked_ids > 0 ? fmt::format("; {} not compared", r.unchecked_ids) : ""));
    line(out, "devices",
         fmt::format("widest job {}; {:.1f} device hours", r.widest, r.device_seconds / seconds_per_hour));
    put_load(out, lint);
    put_sizes(out, r);
    line(out, "memory",
         fmt::format("jobs of the trace take at most {:.2f} MiB",
                     static_cast<double>(r.held_bytes) / 1048576.0));
}

std::string tokens_text(const TokenSummary& t, std::uint64_t requests) {
    return fmt::format("{} tokens: mean {:.2f}, median {}, p99 {}, {} to {}", t.sum,
                       static_cast<double>(t.sum) / static_cast<double>(std::max<std::uint64_t>(requests, 1)),
                       t.median, t.p99, t.least, t.most);
}

void put_requests(std::string& out, const RequestSummary& s) {
    line(out, "requests",
         fmt::format("{} in {:.2f} s; {} before the one above them", s.requests, s.span_s(), s.out_of_order));
    if (s.requests < 2) return;
    line(out, "submitted",
         fmt::format("{} to {} UTC", timestamp({s.first_ns / ns_per_second}),
                     timestamp({s.last_ns / ns_per_second})));
    line(out, "gaps",
         fmt::format("mean {:.5f} s, coefficient of variation {:.3f}; busiest second {}", s.gap_mean_s,
                     s.gap_cv, s.busiest_second));
    line(out, "input", tokens_text(s.input, s.requests));
    line(out, "output", tokens_text(s.output, s.requests));
}

void put_nodes(std::string& out, const NodeCounts& c) {
    constexpr double mib_per_gib = 1024;
    line(out, "nodes", fmt::format("{}, {} with GPUs", c.nodes, c.nodes_with_gpus));
    line(
        out, "in all",
        fmt::format("{} GPUs, {:.0f} processors, {:.0f} GiB", c.gpus, static_cast<double>(c.cpu_milli) / 1000,
                    static_cast<double>(c.memory_mib) / mib_per_gib));
    for (const NodeShape& s : c.shapes) {
        const std::string gpus = s.gpus > 0 ? fmt::format("{} GPUs {}", s.gpus, escaped(s.model)) : "no GPU";
        line(out, &s == &c.shapes.front() ? "shapes" : "",
             fmt::format("{:>5} of {}, {:.0f} processors, {:.0f} GiB", s.nodes, gpus,
                         static_cast<double>(s.cpu_milli) / 1000,
                         static_cast<double>(s.memory_mib) / mib_per_gib));
    }
}

}  // namespace

std::string to_text(const TraceLint& lint) {
    std::string out = fmt::format("{}: valid ({})\n", escaped(lint.file), lint.format);
    if (lint.jobs) put_jobs(out, lint);
    if (lint.requests) put_requests(out, *lint.requests);
    if (lint.nodes) put_nodes(out, *lint.nodes);
    return out;
}

}  // namespace datahall
