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
    std::string_view text(std::string_view column) const { return row_[header_.column(*lines_, column)]; }
    std::int64_t operator()(std::string_view column, std::int64_t limit = most) const {
        return amount(*lines_, column, text(column), limit);
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

ShareRequest as_request(const LineSource& at, const ShapeFields& fields) {
    ShareRequest r{.cpu_milli = amount(at, "cpu_milli", fields.cpu_milli, most),
                   .memory_mib = amount(at, "memory_mib", fields.memory_mib, most)};
    r.gpus = static_cast<std::uint32_t>(amount(at, "num_gpu", fields.num_gpu, most_node_gpus));
    r.gpu_milli = static_cast<std::uint32_t>(amount(at, "gpu_milli", fields.gpu_milli, whole_gpu));
    const bool is_whole = r.gpu_milli == (r.gpus == 0 ? 0 : whole_gpu);
    if (!is_whole && (r.gpus != 1 || r.gpu_milli == 0)) {
        at.refuse("gpu_milli", "expected 1000, or less of a single GPU, or 0 without any");
    }
    return r;
}

std::vector<RequestCount> read_request_shapes(const LineSource& file) {
    Rows row{file, "num_gpu,gpu_milli,cpu_milli,memory_mib,pods"};
    std::vector<RequestCount> requests;
    while (row.next()) {
        const ShareRequest request = as_request(row.at(), {.num_gpu = row.text("num_gpu"),
                                                           .gpu_milli = row.text("gpu_milli"),
                                                           .cpu_milli = row.text("cpu_milli"),
                                                           .memory_mib = row.text("memory_mib")});
        requests.push_back({.request = request, .jobs = static_cast<std::uint64_t>(row("pods"))});
    }
    return requests;
}

}  // namespace datahall
