// An append-only list of entries in chunks: a bucket of the ladder.
//
// Two pointers and no count: the write position tells by its lowest bits whether its chunk is full, and so
// does null, so one test covers an empty list and a full chunk.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "sim/kernel/chunk_pool.hpp"

namespace datahall {

class EntryList {
public:
    /// What one entry in 31 tells of a list.
    struct Glance {
        std::int64_t earliest, latest;  // of the first entries of its chunks
        std::size_t entries;            // of all
    };

    bool is_empty() const { return head_ == nullptr; }
    bool is_one_chunk() const { return head_->next == nullptr; }  // REQUIRES: not empty
    /// First of the first chunk.  REQUIRES: not empty.
    const EventEntry* front() const { return head_->entries; }
    /// Entries in the first chunk.  REQUIRES: not empty.
    std::size_t front_size() const { return static_cast<std::size_t>(end_of(head_) - head_->entries); }

    /// O(1), from the last chunk.  REQUIRES: not empty, and no chunk was taken out.
    Glance glance() const {
        const std::size_t n =
            (reinterpret_cast<std::uintptr_t>(write_) - 1) % sizeof(EntryChunk) / sizeof(EventEntry);
        const EntryChunk* chunk = reinterpret_cast<const EntryChunk*>(write_ - n - 1);
        return {chunk->earliest, chunk->latest, chunk->before + n};
    }

    void append(const EventEntry& entry, ChunkPool& pool) {
        if (reinterpret_cast<std::uintptr_t>(write_) % sizeof(EntryChunk) == 0) [[unlikely]] {
            return append_to_new_chunk(entry.time, entry.handler, entry.target, entry.arg, pool);
        }
        *write_++ = entry;
    }

    /// Takes the first chunk out of the list.  REQUIRES: not empty.
    void pop_chunk(ChunkPool& pool) {
        EntryChunk* first = head_;
        head_ = first->next;
        if (head_ == nullptr) write_ = nullptr;
        pool.give(first);
    }

    /// Calls `f(entry)` in the order of appending.
    template <class F>
    void for_each(F&& f) const {
        for (const EntryChunk* chunk = head_; chunk != nullptr; chunk = chunk->next) {
            if (chunk->next != nullptr) prefetch(chunk->next);
            const EventEntry* end = end_of(chunk);
            for (const EventEntry* entry = chunk->entries; entry != end; ++entry) f(*entry);
        }
    }
    /// The same; gives the chunks back on the way and leaves the list empty.
    template <class F>
    void drain(ChunkPool& pool, F&& f) {
        while (head_ != nullptr) {
            if (head_->next != nullptr) prefetch(head_->next);
            const EventEntry* end = end_of(head_);
            for (const EventEntry* entry = head_->entries; entry != end; ++entry) f(*entry);
            pop_chunk(pool);
        }
    }
    std::size_t chunks() const {
        std::size_t n = 0;
        for (const EntryChunk* chunk = head_; chunk != nullptr; chunk = chunk->next) ++n;
        return n;
    }
    /// Asks the cache for the first entries.
    void prefetch_front() const {
        if (head_ != nullptr) prefetch<sizeof(EntryChunk) / 2>(head_);
    }

private:
    const EventEntry* end_of(const EntryChunk* chunk) const {
        return chunk->next != nullptr ? chunk->entries + EntryChunk::capacity : write_;
    }
    template <std::size_t bytes = sizeof(EntryChunk)>
    static void prefetch(const EntryChunk* chunk) {
#pragma GCC unroll 16
        for (std::size_t line = 0; line < bytes; line += 64) {
            __builtin_prefetch(reinterpret_cast<const char*>(chunk) + line);
        }
    }
    // Takes the entry apart so that append() can keep it in registers and end in a jump here.
    [[gnu::noinline]] void append_to_new_chunk(std::int64_t time, const EventHandler* handler,
                                               std::uintptr_t target, std::uint64_t arg, ChunkPool& pool) {
        EntryChunk* chunk = pool.take();
        chunk->next = nullptr;
        if (head_ == nullptr) {
            head_ = chunk;
            chunk->before = 0;
            chunk->earliest = time;
            chunk->latest = time;
        } else {
            EntryChunk* const full = reinterpret_cast<EntryChunk*>(write_) - 1;  // it ends here
            full->next = chunk;
            chunk->before = full->before + EntryChunk::capacity;
            chunk->earliest = std::min(full->earliest, time);
            chunk->latest = std::max(full->latest, time);
        }
        chunk->entries[0] = {time, handler, target, arg};
        write_ = chunk->entries + 1;
    }

    EntryChunk* head_ = nullptr;
    EventEntry* write_ = nullptr;
};

}  // namespace datahall
