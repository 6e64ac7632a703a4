// Which format a trace file is in, told from its first lines.
#pragma once

#include <array>
#include <memory>
#include <string>
#include <string_view>

#include "datahall/line_source.hpp"

namespace datahall {

/// Workloads of these names, and two kinds of files that no cluster runs.
inline constexpr std::array<std::string_view, 7> trace_formats{
    "swf", "sacct", "philly", "jobs_csv", "alibaba_pods", "azure_llm", "alibaba_nodes"};

/// Opens a file of the command line, plain or gzip.  Throws an IoError if it cannot be read.
std::unique_ptr<LineSource> open_trace(const std::string& path);

/// One of trace_formats; empty if none is recognised.  Throws a ConfigError for a damaged file.
std::string_view recognized_format(const LineSource& file);

}  // namespace datahall
