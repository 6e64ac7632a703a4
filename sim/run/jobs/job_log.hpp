// What is left of the jobs of one cluster, written down as they end, read back in the order of arrival.
//
// Rows come in any order.  A block of them is sorted and written as bytes (job_row.hpp), to memory or to a
// file; reading merges the blocks.
// Cost: O(log jobs) a row; memory for two blocks, and 32 KiB for each block of a file while it is read.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "datahall/model/share_request.hpp"

#include "sim/run/jobs/job.hpp"
#include "sim/run/jobs/job_row.hpp"
#include "sim/run/jobs/spill_file.hpp"

namespace datahall {

/// What jobs have in common that are of one stream, partition and width or shape, or refused alike.
struct JobKind {
    JobTime time;
    std::uint32_t stream = 0;  // of the cluster
    std::uint32_t partition = 0;
    const char* refusal = "";           // static text
    std::uint32_t fewest_leaves = 1;    // that could hold the job
    std::optional<ShareRequest> share;  // of a node that it shares

    double hop_spread(std::uint32_t leaves) const { return static_cast<double>(leaves) / fewest_leaves; }
};

struct LogSettings {
    RowParts parts = RowParts::record;
    std::size_t block = 32'768;  // rows
    SpillFile* file = nullptr;   // null: all stays in memory
    bool is_whole = false;       // all rows as they are, in one block
};

class JobLog {
public:
    explicit JobLog(const LogSettings& settings) : settings_{settings} {}

    /// By the job's time, stream, partition and refusal; make() tells it the first time.
    template <class Make>
    std::uint32_t kind_of(const Job& job, const Make& make) {
        const Key key{job.time, job.stream, job.partition, job.refusal};
        const auto [found, is_new] = numbers_.try_emplace(key, static_cast<std::uint32_t>(kinds_.size()));
        if (is_new) kinds_.push_back(make());
        return found->second;
    }
    const JobKind& kind(std::uint32_t number) const { return kinds_[number]; }
    bool has_shares() const;
    bool has_contention() const { return has_contention_; }

    /// Once a job.  Throws IoError if the file takes no more.
    void add(const JobRow& row);
    /// After the last row.
    void close();
    /// By number.  REQUIRES: it is closed.
    void each(const std::function<void(const JobRow&)>& take) const;

    std::uint64_t rows() const { return rows_; }
    /// Bytes of rows that memory holds, those of the block at hand included.
    std::size_t held_bytes() const;

private:
    struct Key {
        const JobTime* time;
        std::uint32_t stream;
        std::uint32_t partition;
        const char* refusal;
        friend auto operator<=>(const Key&, const Key&) = default;
    };
    struct Block {
        std::string bytes;  // empty: in the file
        std::uint64_t offset = 0;
        std::uint64_t size = 0;
        std::uint64_t rows = 0;
    };
    class BlockReader;

    void end_block(bool is_last);
    const std::string& written_block();

    LogSettings settings_;
    std::map<Key, std::uint32_t> numbers_;  // looked up, never walked over
    std::vector<JobKind> kinds_;
    std::vector<JobRow> open_;          // the block at hand
    bool has_contention_ = false;       // some row
    std::vector<std::uint32_t> order_;  // scratch
    std::string bytes_;                 // scratch
    std::vector<Block> blocks_;
    std::uint64_t rows_ = 0;
};

}  // namespace datahall
