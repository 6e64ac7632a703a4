#include "sim/report/result_directory.hpp"

#include <array>

#include "sim/report/atomic_file.hpp"
#include "sim/report/columns_json.hpp"
#include "sim/report/result_csv.hpp"
#include "sim/report/result_json.hpp"

namespace datahall {
namespace {

// In the order of removal: without result.json a directory says that it is incomplete.
constexpr std::array<std::string_view, 7> own_files{
    "result.json", "meta.json", "scenario.yaml", "series.csv", "jobs.csv", "findings.csv", "columns.json"};

// A file becomes complete or leaves nothing behind.
template <class Write>
void write_streamed(const std::string& directory, const std::string& name, const Write& write) {
    AtomicFile file{directory, name};
    write([&file](std::string_view bytes) { file.append(bytes); });
    file.commit();
}

}  // namespace

void ResultDirectory::write(const Result& result, std::string_view resolved_scenario, const Meta& meta) {
    const std::string& path = directory_.path();
    directory_.remove_own_files(own_files);
    write_file(path, "scenario.yaml", resolved_scenario);
    write_streamed(path, "series.csv", [&](const Sink& sink) { write_series_csv(result.series, sink); });
    write_streamed(path, "jobs.csv", [&](const Sink& sink) { write_jobs_csv(result, sink); });
    write_streamed(path, "findings.csv",
                   [&](const Sink& sink) { write_findings_csv(result.findings, sink); });
    write_file(path, "columns.json", columns_json(result.series));
    write_file(path, "meta.json", meta_json(meta));
    write_file(path, "result.json", result_json(result));
}

}  // namespace datahall
