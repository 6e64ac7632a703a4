// The lint report of a trace as machines read it: the names of its fields, SI units.
#include "models/workload/fields.hpp"
#include "tools/datahall/trace_lint.hpp"

namespace datahall {
namespace {

void put_optional_time(JsonWriter& json, const std::optional<Utc>& time) {
    if (time) {
        json.text(timestamp(*time));
    } else {
        json.null();
    }
}

void put_json(JsonWriter& json, const TraceLint& lint, const ImportReport& r) {
    json.key("records").whole(r.records);
    json.key("kept").whole(r.kept);
    json.key("dropped").begin_object();
    for (const DropCount& d : r.dropped) json.key(d.reason).whole(d.jobs);
    json.end_object();
    json.key("marks").begin_object();
    for (const MarkCount& m : r.marks) json.key(m.what).whole(m.records);
    json.end_object();
    json.key("out_of_order").whole(r.out_of_order);
    json.key("step_back_s").whole(static_cast<std::uint64_t>(r.step_back_s));
    json.key("first_submit");
    put_optional_time(json, r.first_submit);
    json.key("last_submit");
    put_optional_time(json, r.last_submit);
    json.key("span_s").whole(static_cast<std::uint64_t>(r.span_s));
    json.key("long_gaps").whole(r.long_gaps);
    json.key("users").whole(r.users);
    json.key("without_estimate").whole(r.without_estimate);
    json.key("killed_at_limit").whole(r.killed_at_limit);
    json.key("duplicate_ids").whole(r.duplicate_ids);
    json.key("unchecked_ids").whole(r.unchecked_ids);
    json.key("widest").whole(r.widest);
    json.key("device_seconds").number(r.device_seconds);
    json.key("devices").whole(lint.devices);
    json.key("too_wide").whole(lint.too_wide);
    json.key("too_wide_device_seconds").number(lint.too_wide_device_seconds);
    json.key("held_bytes").whole(r.held_bytes);
    json.key("slices").begin_array();
    for (const LoadSlice& s : r.slices) {
        json.begin_object(JsonWriter::Layout::one_line);
        json.key("from_s").whole(static_cast<std::uint64_t>(s.from_s));
        json.key("to_s").whole(static_cast<std::uint64_t>(s.to_s));
        json.key("jobs").whole(s.jobs);
        json.key("device_seconds").number(s.device_seconds);
        json.end_object();
    }
    json.end_array();
    json.key("sizes").begin_array();
    for (const SizeClass& s : r.sizes) {
        json.begin_object(JsonWriter::Layout::one_line);
        json.key("from").whole(s.from);
        json.key("to").whole(s.to);
        json.key("jobs").whole(s.jobs);
        json.key("device_seconds").number(s.device_seconds);
        json.end_object();
    }
    json.end_array();
}

void put_json(JsonWriter& json, std::string_view name, const TokenSummary& t) {
    json.key(name).begin_object(JsonWriter::Layout::one_line);
    json.key("sum").whole(static_cast<std::uint64_t>(t.sum));
    json.key("least").whole(static_cast<std::uint64_t>(t.least));
    json.key("median").whole(static_cast<std::uint64_t>(t.median));
    json.key("p99").whole(static_cast<std::uint64_t>(t.p99));
    json.key("most").whole(static_cast<std::uint64_t>(t.most));
    json.end_object();
}

void put_json(JsonWriter& json, const RequestSummary& s) {
    json.key("requests").whole(s.requests);
    json.key("out_of_order").whole(s.out_of_order);
    json.key("span_s").number(s.span_s());
    json.key("gap_mean_s").number(s.gap_mean_s);
    json.key("gap_cv").number(s.gap_cv);
    json.key("busiest_second").whole(s.busiest_second);
    put_json(json, "input_tokens", s.input);
    put_json(json, "output_tokens", s.output);
}

void put_json(JsonWriter& json, const NodeCounts& c) {
    json.key("nodes").whole(c.nodes);
    json.key("nodes_with_gpus").whole(c.nodes_with_gpus);
    json.key("gpus").whole(static_cast<std::uint64_t>(c.gpus));
    json.key("cpu_milli").whole(static_cast<std::uint64_t>(c.cpu_milli));
    json.key("memory_mib").whole(static_cast<std::uint64_t>(c.memory_mib));
    json.key("shapes").begin_array();
    for (const NodeShape& s : c.shapes) {
        json.begin_object(JsonWriter::Layout::one_line);
        json.key("model").text(s.model);
        json.key("gpus").whole(static_cast<std::uint64_t>(s.gpus));
        json.key("cpu_milli").whole(static_cast<std::uint64_t>(s.cpu_milli));
        json.key("memory_mib").whole(static_cast<std::uint64_t>(s.memory_mib));
        json.key("nodes").whole(s.nodes);
        json.end_object();
    }
    json.end_array();
}

}  // namespace

void put_json(JsonWriter& json, const TraceLint& lint) {
    json.begin_object();
    json.key("file").text(lint.file);
    json.key("format").text(lint.format);
    if (lint.jobs) put_json(json, lint, *lint.jobs);
    if (lint.requests) put_json(json, *lint.requests);
    if (lint.nodes) put_json(json, *lint.nodes);
    json.end_object();
}

}  // namespace datahall
