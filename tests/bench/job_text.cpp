// Tables, JSON and CSV of the part about jobs.
#include <fmt/format.h>

#include "sim/report/csv.hpp"
#include "sim/report/json.hpp"
#include "sim/report/table.hpp"
#include "tests/bench/bench_text.hpp"
#include "tests/bench/job_part.hpp"
#include "tools/datahall/process_facts.hpp"

namespace datahall::bench {
namespace {

std::string_view name_of(JobLoad load) {
    return job_load_names[static_cast<std::size_t>(load)];
}

std::string rows_table(std::span<const JobRow> rows, std::size_t width) {
    Table table{{{"load"},
                 {"policy"},
                 {"devices", Align::right},
                 {"jobs", Align::right},
                 {"ns/job", Align::right},
                 {"longest queue", Align::right},
                 {"most running", Align::right},
                 {"what", Align::left, true}}};
    for (const JobRow& row : rows) {
        const ReplayFacts& f = row.least;
        if (f.jobs == 0) {
            table.add({std::string{name_of(row.load)}, row.policy, std::to_string(row.devices), "-", "-", "-",
                       "-", row.source + ": log not given"});
            continue;
        }
        table.add({std::string{name_of(row.load)}, row.policy, std::to_string(row.devices),
                   std::to_string(f.jobs), fmt::format("{:.0f}", f.ns_per_job()),
                   std::to_string(f.longest_queue), std::to_string(f.most_running), row.source});
    }
    return table.render(width);
}

void put_row(JsonWriter& json, const JobRow& row) {
    json.begin_object(JsonWriter::Layout::one_line);
    json.key("load").text(name_of(row.load));
    json.key("policy").text(row.policy);
    json.key("source").text(row.source);
    json.key("devices").whole(row.devices);
    json.key("jobs").whole(row.least.jobs);
    json.key("passes").whole(row.least.passes);
    json.key("cpu_s").number(row.least.cpu_ns * 1e-9);
    json.key("longest_queue").whole(row.least.longest_queue);
    json.key("most_running").whole(row.least.most_running);
    json.key("waits_s").number(row.least.waits_s);
    json.end_object();
}

}  // namespace

std::string job_tables(std::span<const JobRow> rows, std::size_t width) {
    return "Replays without physics: least CPU time over the rounds, with the making of the jobs\n" +
           rows_table(rows, width) + "\nTargets\n" + targets_table(job_targets(rows), width);
}

std::string job_json(std::span<const JobRow> rows) {
    return part_json(job_targets(rows), [rows](JsonWriter& json) {
        for (const JobRow& row : rows) put_row(json, row);
    });
}

void write_job_csv(std::span<const JobRow> rows, const Sink& sink) {
    CsvWriter csv{sink};
    for (const char* const name : {"load", "policy", "source", "devices", "jobs", "passes", "cpu_s",
                                   "longest_queue", "most_running", "waits_s"}) {
        csv.text(name);
    }
    csv.end_row();
    for (const JobRow& row : rows) {
        const ReplayFacts& f = row.least;
        csv.text(name_of(row.load)).text(row.policy).text(row.source).whole(row.devices).whole(f.jobs);
        csv.whole(f.passes).number(f.cpu_ns * 1e-9).whole(f.longest_queue).whole(f.most_running);
        csv.number(f.waits_s).end_row();
    }
    csv.flush();
}

}  // namespace datahall::bench
