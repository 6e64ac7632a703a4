// Lists of shapes; see the header.
#include "models/workload/request_shapes.hpp"

#include <algorithm>
#include <memory>

#include "models/workload/fields.hpp"

namespace datahall {
namespace {

constexpr std::int64_t most = 1'000'000'000;  // of anything in one node, or of nodes and jobs of one shape
constexpr std::size_t most_nodes = 1'000'000;

std::int64_t amount(const LineSource& at, std::string_view column, std::string_view text,
                    std::int64_t limit) {
    const std::int64_t n = whole_field(at, column, text);
    if (n < 0 || n > limit)
        at.refuse(column, "expected 0 to " + std::to_string(limit) + ", got " + shown(text));
    return n;
}

// The rows below the header, by the names of its columns.
class Rows {
public:
    Rows(const LineSource& file, const char* expected) : lines_{file.reopen()} {
        std::string_view header;
        if (!lines_->next(header)) lines_->refuse({}, std::string{"expected a header line "} + expected);
        header_.read(*lines_, header_text_ = header);
    }
    bool next() { return row_.read_next(*lines_, header_.size()); }
    std::int64_t operator()(std::string_view column, std::int64_t limit = most) const {
        return amount(*lines_, column, row_[header_.column(*lines_, column)], limit);
    }
    const LineSource& at() const { return *lines_; }

private:
    std::unique_ptr<LineSource> lines_;
    std::string header_text_;
    CsvRow header_, row_;
};

}  // namespace

std::vector<NodeRoom> read_node_shapes(const LineSource& file) {
    Rows row{file, "gpus,cpu_milli,memory_mib,nodes"};
    std::vector<NodeRoom> nodes;
    while (row.next()) {
        NodeRoom room{.cpu_milli = row("cpu_milli"), .memory_mib = row("memory_mib")};
        room.gpus = static_cast<std::uint32_t>(row("gpus", most_node_gpus));
        std::ranges::fill_n(room.gpu_milli.begin(), room.gpus, static_cast<std::uint16_t>(whole_gpu));
        const auto count = static_cast<std::size_t>(row("nodes"));
        if (nodes.size() + count > most_nodes)
            row.at().refuse("nodes", "expected at most 1000000 nodes in all");
        nodes.insert(nodes.end(), count, room);
    }
    std::ranges::stable_sort(nodes, {}, &NodeRoom::gpus);
    return nodes;
}

std::vector<RequestCount> read_request_shapes(const LineSource& file) {
    Rows row{file, "num_gpu,gpu_milli,cpu_milli,memory_mib,pods"};
    std::vector<RequestCount> requests;
    while (row.next()) {
        RequestCount r{.request = {.cpu_milli = row("cpu_milli"), .memory_mib = row("memory_mib")}};
        r.request.gpus = static_cast<std::uint32_t>(row("num_gpu", most_node_gpus));
        r.request.gpu_milli = static_cast<std::uint32_t>(row("gpu_milli", whole_gpu));
        const bool is_whole = r.request.gpu_milli == (r.request.gpus == 0 ? 0 : whole_gpu);
        if (!is_whole && (r.request.gpus != 1 || r.request.gpu_milli == 0)) {
            row.at().refuse("gpu_milli", "expected 1000, or less of a single GPU, or 0 without any");
        }
        r.jobs = static_cast<std::uint64_t>(row("pods"));
        requests.push_back(r);
    }
    return requests;
}

}  // namespace datahall
