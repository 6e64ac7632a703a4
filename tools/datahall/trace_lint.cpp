#include "tools/datahall/trace_lint.hpp"

#include <algorithm>
#include <filesystem>

#include <fmt/format.h>

#include "datahall/config_error.hpp"

#include "sim/config/problems.hpp"
#include "sim/config/reader.hpp"
#include "sim/config/yaml_tree.hpp"
#include "tools/datahall/shipped.hpp"
#include "tools/datahall/trace_fit.hpp"
#include "tools/datahall/trace_format_name.hpp"

namespace datahall {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void refuse_unknown(const std::string& path) {
    throw ConfigError{
        {Problem{{path, 1, 0},
                 "E0604",
                 "",
                 fmt::format("expected a trace in one of the formats {}", fmt::join(trace_formats, ", ")),
                 "--trace FORMAT says which"}}};
}

// The settings of the trace as a scenario would write them.
std::string yaml_of(const fs::path& file, const std::string& format, const LintOptions& options) {
    std::string yaml = fmt::format("trace:\n  model: {}\n  file: {}\n  work_class: none\n", format,
                                   json_text(file.filename().string()));
    for (const std::string& setting : options.settings) {
        const std::size_t equals = setting.find('=');
        yaml += fmt::format("  {}: {}\n", setting.substr(0, equals), setting.substr(equals + 1));
    }
    const auto is_size = [](const std::string& setting) { return setting.starts_with("processors="); };
    if (format == "swf" && options.devices && std::ranges::none_of(options.settings, is_size)) {
        yaml += fmt::format("  processors: {}\n", *options.devices);
    }
    return yaml;
}

std::unique_ptr<Workload> make_workload(const fs::path& file, const std::string& yaml, const Models& models) {
    ReadContext context{
        .root = file.parent_path().string(), .shipped_root = shipped_root(), .allowed = {}, .opened = {}};
    const YamlTree tree = parse_yaml(yaml, "settings of the trace");
    Problems problems;
    Reader reader{tree.root, problems, context};
    std::unique_ptr<Workload> workload;
    models.workload.read(reader, {"trace", "The trace"}, Presence::required, workload);
    reader.done();
    problems.throw_if_any();
    return workload;
}

// All jobs, in the widest window that there is.
void read_jobs(Workload& workload, TraceLint& lint) {
    WorkloadWindow window;
    window.horizon_ns = std::numeric_limits<std::int64_t>::max();
    workload.open(window);
    if (lint.devices == 0) lint.devices = static_cast<std::uint64_t>(workload.report().machine);
    TraceFit fit;
    while (const auto job = workload.next_job()) {
        fit.note(*job);
        if (lint.devices == 0 || job->devices <= lint.devices) continue;
        ++lint.too_wide;
        lint.too_wide_device_seconds +=
            static_cast<double>(job->devices) * static_cast<double>(job->run_ns) / 1e9;
    }
    lint.jobs = workload.report();
    lint.fit = fit.yaml(*lint.jobs);
}

}  // namespace

TraceLint lint_trace(const std::string& path, const LintOptions& options, const Models& models) {
    const auto lines = open_trace(path);
    TraceLint lint;
    lint.file = path;
    lint.format = options.format.empty() ? std::string{recognized_format(*lines)} : options.format;
    lint.devices = options.devices.value_or(0);
    if (lint.format.empty()) refuse_unknown(path);
    if (lint.format == "azure_llm") {
        lint.requests = summarize_requests(*lines);
    } else if (lint.format == "alibaba_nodes") {
        lint.nodes = count_nodes(*lines);
    } else {
        const fs::path file = fs::canonical(path);
        read_jobs(*make_workload(file, yaml_of(file, lint.format, options), models), lint);
    }
    return lint;
}

}  // namespace datahall
