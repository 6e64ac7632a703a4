#include "tools/datahall/trace_format_name.hpp"

#include <algorithm>
#include <vector>

#include "datahall/config_error.hpp"

#include "models/workload/fields.hpp"
#include "sim/config/file_bytes.hpp"
#include "sim/config/line_source.hpp"

namespace datahall {
namespace {

// Columns that only the header line of this format has.
struct Header {
    std::string_view format;
    std::array<std::string_view, 3> columns;
};
constexpr std::array<Header, 6> headers{{{"sacct", {"Submit", "ElapsedRaw", "State"}},
                                         {"philly", {"timestamp", "duration", "gpu_time"}},
                                         {"jobs_csv", {"submit_s", "reference_s", "requested_devices"}},
                                         {"alibaba_pods", {"num_gpu", "gpu_milli", "creation_time"}},
                                         {"azure_llm", {"TIMESTAMP", "ContextTokens", "GeneratedTokens"}},
                                         {"alibaba_nodes", {"cpu_milli", "memory_mib", "gpu"}}}};

bool is_swf_job(std::string_view line) {
    constexpr std::size_t columns = 18;
    std::vector<std::string_view> fields;
    split_spaces(line, fields);
    return fields.size() == columns &&
           std::ranges::all_of(fields, [](auto f) { return as_decimal(f).has_value(); });
}

std::vector<std::string_view> names_of(std::string_view header) {
    std::vector<std::string_view> names;
    while (!header.empty()) {
        const std::size_t end = std::min(header.find_first_of("|,"), header.size());
        names.push_back(header.substr(0, end));
        header.remove_prefix(std::min(end + 1, header.size()));
    }
    return names;
}

}  // namespace

std::unique_ptr<LineSource> open_trace(const std::string& path) {
    FileBytes bytes;
    if (bytes.open(path, FileBytes::Links::follow) != FileBytes::Failure::none) {
        throw IoError{path + ": cannot be read: " + bytes.reason()};
    }
    return make_line_source(std::move(bytes), path, LineLimits{});
}

std::string_view recognized_format(const LineSource& file) {
    const auto lines = file.reopen();
    std::string_view line;
    do {
        if (!lines->next(line)) return {};
    } while (line.empty());
    if (line.front() == ';' || is_swf_job(line)) return "swf";
    const auto names = names_of(line);
    for (const Header& header : headers) {
        const auto has = [&names](std::string_view column) {
            return std::ranges::find(names, column) != names.end();
        };
        if (std::ranges::all_of(header.columns, has)) return header.format;
    }
    return {};
}

}  // namespace datahall
