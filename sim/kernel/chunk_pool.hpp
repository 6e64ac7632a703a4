// Memory for the ladder: chunks of 31 entries from slabs that grow with the queue.
//
// Invariants
//   1. A chunk is free, in one list, or not yet touched; never two of these.
//   2. Slabs of 2 MiB and more are aligned to huge pages and ask for them.
//
// Cost: take and give O(1), last given first taken.  Slabs double up to 2 MiB, then grow by an eighth
// and, from 64 MiB on, a thirty-second, so that few chunks are idle and few calls allocate.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <vector>

#include "sim/kernel/event_entry.hpp"

namespace datahall {

/// 1 KiB: smaller ones make long lists of short streams, larger ones leave more unused in each bucket.  The
/// room before the entries sums up the list that the chunk ends, so that a look at its last chunk tells what
/// a pass over all of them would, nearly.
struct alignas(1024) EntryChunk {
    static constexpr std::size_t capacity = 31;

    EntryChunk* next;       // of a list, or of the free ones
    std::size_t before;     // entries in the list's chunks before this one
    std::int64_t earliest;  // of the times that the list's chunks begin with, this one's included
    std::int64_t latest;
    EventEntry entries[capacity];
};
static_assert(sizeof(EntryChunk) == 1024);

class ChunkPool {
public:
    /// Its contents are not initialised.
    EntryChunk* take() {
        if (free_ == nullptr) return take_untouched();
        EntryChunk* chunk = free_;
        free_ = chunk->next;
        --free_count_;
        return chunk;
    }
    void give(EntryChunk* chunk) {
        chunk->next = free_;
        free_ = chunk;
        ++free_count_;
    }

    /// Makes sure that `chunks` can be taken without growing.
    void reserve(std::size_t chunks);
    /// Gives back slabs of which no chunk is in a list.  O(slabs log slabs + free log slabs).
    void trim();

    std::size_t bytes() const { return total_ * sizeof(EntryChunk); }
    std::size_t in_use() const { return total_ - untouched() - free_count_; }

private:
    struct Free {
        void operator()(EntryChunk* chunks) const { std::free(chunks); }
    };
    struct Slab {
        std::unique_ptr<EntryChunk, Free> chunks;
        std::size_t size = 0;
    };

    std::size_t untouched() const { return static_cast<std::size_t>(end_ - next_); }
    EntryChunk* take_untouched();
    void grow(std::size_t at_least);

    EntryChunk* free_ = nullptr;
    std::size_t free_count_ = 0;
    EntryChunk* next_ = nullptr;  // untouched ones of the newest slab
    EntryChunk* end_ = nullptr;
    std::size_t total_ = 0;  // of all slabs
    std::vector<Slab> slabs_;
};

}  // namespace datahall
