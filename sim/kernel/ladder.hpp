// Entries by time: a sorted run of the near future before a ladder of ever coarser rungs.
//
//     time ->   now        run_end              end of rung 2        end of rung 1       rung 0: no end
//               |== run ====|-- rung 2 buckets --|-- rung 1, rest ----|-- rung 0, rest -------->|
//               sorted        unsorted, fine       unsorted, coarse     unsorted; last bucket open-ended
//
// A push far ahead appends to a bucket; buckets split into finer rungs as their time comes, over the times
// that they really hold, so no width is tuned to any load; a small bucket is sorted into the run.  Entries
// only ever move in streams: one cache miss an event would cost more than all of this.
//
// Invariants
//   1. The run is in firing order, all of it at or before run_end; entries at run_end itself are older than
//      any in the rungs, where they are the instant that the deepest rung begins with.
//   2. Ranges of rungs are disjoint and nearer the deeper; run_end is where the deepest one's current
//      bucket begins (no rung: never).  Hence each push finds a bucket at or behind the current one.
//   3. Equal times lie in one place, in order of scheduling: buckets append, splits read and append in
//      order, the sort is stable, insertion goes behind equals.  So order needs no sequence number.
//   4. size = run + buckets, dead ones included.  No chunk is in two lists.
//
// Cost: O(1) amortized, 2 to 5 moves of 32 bytes an event on smooth loads.  A split of a list up to 8 chunks
// halves the span of what it moves at least twice; a longer one is judged by the first entries of its chunks,
// and times made to mislead those cost more moves, a number that does not grow with the list.  No more than
// `most_rungs` nest.  33 B an entry, and up to 1 KiB a bucket in use.
// Source: the ladder queue of W. T. Tang, R. S. M. Goh, I. L.-J. Thng, ACM TOMACS 15 (2005) 175, with widths
// that are powers of two, and a sorted run in the place of its bottom list.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>

#include "sim/kernel/chunk_pool.hpp"
#include "sim/kernel/near_run.hpp"
#include "sim/kernel/rung.hpp"
#include "sim/kernel/slot_table.hpp"
#include "sim/kernel/small_sort.hpp"

namespace datahall {

/// What the ladder did, for benchmarks and tests.
struct LadderWork {
    std::uint64_t splits = 0;
    std::uint64_t split_moves = 0;  // entries
    std::uint64_t spills = 0;
    std::uint64_t collapses = 0;  // times that too many rungs were merged
    std::uint64_t inserts = 0;    // into the run
    std::uint64_t insert_moves = 0;
    std::uint64_t deepest = 0;  // most rungs at once
};

class Ladder {
public:
    static constexpr std::int64_t never = std::numeric_limits<std::int64_t>::max();

    /// `slots` tells dead entries from live ones.
    explicit Ladder(const SlotTable& slots) : slots_{slots} {}
    Ladder(const Ladder&) = delete;

    /// REQUIRES: entry.time is below never and not before what pop() gave last.
    void push(const EventEntry& entry) {
        if (entry.time < run_end_) return insert(entry.time, entry.handler, entry.target, entry.arg);
        rung_of(entry.time).buckets().of(entry.time).append(entry, pool_);
    }
    /// Time of the next live entry; never if there is none.
    std::int64_t first() {
        while (true) {
            if (run_.is_empty() && !refill()) [[unlikely]]
                return never;
            if (dead_ == 0 || !drop_if_dead(run_.front())) [[likely]]
                return run_.front().time;
            (void)run_.pop();
        }
    }
    /// REQUIRES: first() was below never, and nothing died since.  Valid until the next change.
    const EventEntry& pop() { return run_.pop(); }

    /// An entry in here has died: its slot has moved on.
    void note_dead() { ++dead_; }
    std::size_t dead() const { return dead_; }
    /// Takes out all dead entries.
    void compact();
    /// Live entries at `time`, if nothing earlier is left.
    std::size_t count_at(std::int64_t time) const;

    void reserve(std::size_t entries);
    void trim();
    std::size_t bytes() const;
    const LadderWork& work() const { return work_; }
    /// Throws std::logic_error with the number of the broken invariant.  `size`: live entries expected.
    void check(std::size_t size) const;

private:
    static constexpr int most_rungs = 40;
    static constexpr std::size_t gathered =
        small_sort::most;  // entries of neighbouring buckets taken at once
    static constexpr std::size_t long_run = 64;
    static constexpr std::size_t kept_in_run = 16;  // after a spill

    Rung& deepest() { return rungs_[static_cast<std::size_t>(depth_ - 1)]; }
    const Rung& deepest() const { return rungs_[static_cast<std::size_t>(depth_ - 1)]; }
    // The rungs' ends fall with depth: counting the ends beyond `time` finds the rung without a branch.
    Rung& rung_of(std::int64_t time) {
        std::size_t d =
            std::size_t{time < ends_[1]} + std::size_t{time < ends_[2]} + std::size_t{time < ends_[3]};
        if (d == 3) [[unlikely]] {
            while (time < ends_.data()[d + 1]) ++d;
        }
        return rungs_.data()[d];
    }
    bool drop_if_dead(const EventEntry& entry) {
        if (!entry.has_handle() || !slots_.is_dead(entry)) return false;
        --dead_;
        return true;
    }

    // Of an entry taken apart, so that push() can keep it in registers.
    void insert(std::int64_t time, const EventHandler* handler, std::uintptr_t target, std::uint64_t arg);
    void close_run();
    void spill();
    EntryList take_out_instant();
    bool refill();
    void take_instant(Rung& rung);
    void take_neighbours(Rung& rung);
    void take(EntryList& bucket, std::int64_t start);
    bool fits(const EntryList& bucket) const;
    void split_current(Rung& rung);
    void split(EntryList list, std::int64_t start, std::int64_t end);
    Rung& add_rung(std::int64_t end);
    void drop_rung();
    void collapse();
    void distribute(EntryList& list, Rung& rung);

    const SlotTable& slots_;
    std::int64_t run_end_ = never;
    std::size_t dead_ = 0;
    NearRun run_;
    int depth_ = 0;
    std::array<std::int64_t, most_rungs + 1> ends_ = no_ends();  // of rungs; lowest where there is none
    std::array<Rung, most_rungs> rungs_;
    ChunkPool pool_;
    LadderWork work_;

    static constexpr std::array<std::int64_t, most_rungs + 1> no_ends() {
        std::array<std::int64_t, most_rungs + 1> ends{};
        ends.fill(std::numeric_limits<std::int64_t>::min());
        return ends;
    }
};

}  // namespace datahall
