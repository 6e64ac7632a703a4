// What is left of a job: as many numbers as figures and records need, and those as a few dozen bytes.
//
// Most jobs wait once or not at all, run once and as long as they should, so most numbers are 0, or the
// difference to the row before: whole numbers are written 7 bits a byte, times in seconds where they are
// whole.
#pragma once

#include <array>
#include <cstdint>
#include <numeric>
#include <string>

#include "datahall/job_record.hpp"

namespace datahall {

struct JobRow {
    std::uint32_t number = 0;  // of its cluster, by arrival
    std::uint32_t kind = 0;    // in its log: how it runs, where it comes from
    JobState state = JobState::queued;
    ByIdentity<std::uint32_t> owner{};
    std::int64_t submit_ns = 0;
    std::int64_t run_ns = 0;  // here, at nominal speed
    std::int64_t held_ns = 0;
    std::int64_t slowed_ns = 0;     // of it, to slow devices
    std::int64_t contended_ns = 0;  // of it, to the fabric
    std::int64_t redone_ns = 0;     // of it, lost when the job was stopped
    std::array<std::int64_t, wait_cause_count> waited_ns{};
    std::int64_t unbooked_ns = 0;  // of the wait, of a job that waits
    std::int64_t first_start_ns = -1;
    std::int64_t start_ns = -1;  // last
    std::int64_t end_ns = -1;
    std::uint32_t stops = 0;
    std::uint32_t nodes = 0;
    std::uint32_t leaves = 0;
    double clock = 1.0;

    // For records alone.
    std::uint64_t id = 0;
    std::int64_t reference_ns = 0;
    std::int64_t estimate_ns = 0;  // as the user gave it
    std::uint32_t requested = 0;
    double energy_j = 0.0;
    double overhead_j = 0.0;

    bool is_open() const { return state == JobState::queued || state == JobState::running; }
    bool has_started() const { return first_start_ns >= 0; }
    bool has_ended_a_run() const { return has_started() && end_ns >= 0; }
    std::int64_t wait_ns() const {
        return std::accumulate(waited_ns.begin(), waited_ns.end(), std::int64_t{0});
    }
    friend bool operator==(const JobRow&, const JobRow&) = default;
};

enum class RowParts : std::uint8_t { figures, record };

/// No row takes more bytes.
inline constexpr std::size_t longest_row = 512;

/// Appends a row to `bytes`; `before` is the row before it, with a lower number, or an empty one.
void write_row(const JobRow& row, const JobRow& before, RowParts parts, std::string& bytes);
/// Reads what write_row() has written at `at`, and moves on behind it; `row` is the row before.
const char* read_row(const char* at, RowParts parts, JobRow& row);

}  // namespace datahall
