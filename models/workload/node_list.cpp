// What a list of a cluster's nodes holds; see the header.
#include "models/workload/node_list.hpp"

#include <algorithm>
#include <map>
#include <memory>
#include <tuple>

#include "models/workload/fields.hpp"

namespace datahall {
namespace {

constexpr std::int64_t most = 1'000'000'000'000;  // of anything in one node

std::int64_t amount(const LineSource& at, std::string_view column, std::string_view text) {
    const std::int64_t n = whole_field(at, column, text);
    if (n < 0 || n > most) at.refuse(column, "expected 0 to 1e12, got " + shown(text));
    return n;
}

using Shape = std::tuple<std::string, std::int64_t, std::int64_t, std::int64_t>;

}  // namespace

NodeCounts count_nodes(const LineSource& file) {
    const std::unique_ptr<LineSource> lines = file.reopen();
    std::string_view header;
    if (!lines->next(header)) lines->refuse({}, "expected a header line sn,cpu_milli,memory_mib,gpu,model");
    CsvRow row;
    row.read(*lines, header);
    const std::size_t fields = row.size();
    const std::size_t cpu = row.column(*lines, "cpu_milli");
    const std::size_t memory = row.column(*lines, "memory_mib");
    const std::size_t gpu = row.column(*lines, "gpu");
    const auto model = row.find("model");
    NodeCounts counts;
    std::map<Shape, std::uint64_t> shapes;
    while (row.read_next(*lines, fields)) {
        const Shape shape{model ? row[*model] : std::string_view{}, amount(*lines, "gpu", row[gpu]),
                          amount(*lines, "cpu_milli", row[cpu]), amount(*lines, "memory_mib", row[memory])};
        ++shapes[shape];
        ++counts.nodes;
        if (std::get<1>(shape) > 0) ++counts.nodes_with_gpus;
        counts.gpus += std::get<1>(shape);
        counts.cpu_milli += std::get<2>(shape);
        counts.memory_mib += std::get<3>(shape);
    }
    for (const auto& [shape, nodes] : shapes) {
        const auto& [name, gpus, cpu_milli, memory_mib] = shape;
        counts.shapes.push_back({name, gpus, cpu_milli, memory_mib, nodes});
    }
    std::ranges::stable_sort(counts.shapes, std::ranges::greater{}, &NodeShape::nodes);
    return counts;
}

}  // namespace datahall
