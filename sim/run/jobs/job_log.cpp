#include "sim/run/jobs/job_log.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

namespace datahall {

bool JobLog::has_shares() const {
    return std::ranges::any_of(kinds_, [](const JobKind& kind) { return kind.share.has_value(); });
}

void JobLog::add(const JobRow& row) {
    has_contention_ = has_contention_ || row.contended_ns > 0;
    open_.push_back(row);
    ++rows_;
    if (!settings_.is_whole && open_.size() >= settings_.block) end_block(false);
}

void JobLog::close() {
    if (settings_.is_whole) {
        std::ranges::sort(open_, {}, &JobRow::number);
    } else if (!open_.empty()) {
        end_block(true);
    }
}

// The rows at hand by number, as bytes.
const std::string& JobLog::written_block() {
    order_.resize(open_.size());
    std::iota(order_.begin(), order_.end(), 0u);
    std::ranges::sort(order_, {}, [this](std::uint32_t i) { return open_[i].number; });
    bytes_.clear();
    const JobRow none;
    const JobRow* before = &none;
    for (const std::uint32_t i : order_) {
        write_row(open_[i], *before, settings_.parts, bytes_);
        before = &open_[i];
    }
    return bytes_;
}

// The last block stays in memory: a run of few jobs makes no file.
void JobLog::end_block(bool is_last) {
    const std::string& bytes = written_block();
    Block block{.bytes = {}, .size = bytes.size(), .rows = open_.size()};
    if (settings_.file != nullptr && !is_last) {
        block.offset = settings_.file->append(bytes);
    } else {
        block.bytes = bytes;
    }
    blocks_.push_back(std::move(block));
    open_.clear();
}

std::size_t JobLog::held_bytes() const {
    std::size_t sum = open_.size() * sizeof(JobRow);
    for (const Block& block : blocks_) sum += block.bytes.size();
    return sum;
}

// The rows of one block, one after the other.
class JobLog::BlockReader {
public:
    BlockReader(const LogSettings& settings, const Block& block)
        : settings_{settings}, block_{block}, left_{block.rows} {}

    /// False at the end.
    bool next() {
        if (left_ == 0) return false;
        --left_;
        if (block_.bytes.empty() && end_ - at_ < longest_row) fill();
        const char* const from = (block_.bytes.empty() ? buffer_ : block_.bytes).data();
        at_ = static_cast<std::size_t>(read_row(from + at_, settings_.parts, row_) - from);
        return true;
    }
    const JobRow& row() const { return row_; }

private:
    static constexpr std::size_t piece = 32'768;  // bytes read at once

    // Reads on behind what is left of the buffer.
    void fill() {
        const std::size_t rest = end_ - at_;
        buffer_.resize(piece);
        std::copy_n(buffer_.begin() + static_cast<std::ptrdiff_t>(at_), rest, buffer_.begin());
        const auto more =
            static_cast<std::size_t>(std::min<std::uint64_t>(piece - rest, block_.size - read_));
        settings_.file->read(block_.offset + read_, buffer_.data() + rest, more);
        read_ += more;
        at_ = 0;
        end_ = rest + more;
    }

    const LogSettings& settings_;
    const Block& block_;
    std::uint64_t left_;      // rows
    std::uint64_t read_ = 0;  // bytes of the block
    std::string buffer_;
    std::size_t at_ = 0, end_ = 0;
    JobRow row_;
};

void JobLog::each(const std::function<void(const JobRow&)>& take) const {
    for (const JobRow& row : open_) take(row);
    std::vector<BlockReader> readers;
    readers.reserve(blocks_.size());
    for (const Block& block : blocks_) readers.emplace_back(settings_, block);
    std::vector<BlockReader*> heap;  // the lowest number first
    for (BlockReader& reader : readers) {
        if (reader.next()) heap.push_back(&reader);
    }
    const auto is_later = [](const BlockReader* a, const BlockReader* b) {
        return a->row().number > b->row().number;
    };
    std::ranges::make_heap(heap, is_later);
    while (!heap.empty()) {
        std::ranges::pop_heap(heap, is_later);
        BlockReader& first = *heap.back();
        heap.pop_back();
        bool has_row = true;
        while (has_row && (heap.empty() || !is_later(&first, heap.front()))) {
            take(first.row());
            has_row = first.next();
        }
        if (!has_row) continue;
        heap.push_back(&first);
        std::ranges::push_heap(heap, is_later);
    }
}

}  // namespace datahall
