// What a trace holds, found before its first job is handed out: the books of the import.
//
// Two steps.  The survey reads the file once, counts records and drops, and finds how far jobs step back in
// time.  Up to `hold_at_most` kept jobs are held and sorted on the way; beyond that none is, and the jobs are
// read from the file again each time.  The books then go through the jobs in the order of submission.
#pragma once

#include <cstdint>
#include <vector>

#include "datahall/model/workload.hpp"

#include "models/workload/trace_reader.hpp"

namespace datahall {

struct Survey {
    std::uint64_t kept = 0;
    std::int64_t first_ns = 0;      // submit time of the first kept job
    std::int64_t last_ns = 0;       // and of the last
    std::int64_t step_back_ns = 0;  // largest, of a kept job behind any kept before it
    std::uint64_t largest_id = 0;   // known to the books
    std::vector<TraceJob> held;     // all kept jobs by submit time, or none if they are too many
    std::size_t peak_bytes = 0;
    bool is_held() const { return held.size() == kept; }
};

/// Reads the file; fills what `report` says about records, drops and marks.
Survey survey(TraceFile& file, std::size_t hold_at_most, ImportReport& report);

/// Fills what `report` says about the kept jobs, and numbers whom they belong to.  `survey` is cut down to
/// the jobs that `jobs` gives.  Returns bytes used on the way.
std::size_t keep_books(TraceCursor& jobs, const Owners& owners, Survey& survey, OwnerNumbers& numbers,
                       ImportReport& report);

}  // namespace datahall
