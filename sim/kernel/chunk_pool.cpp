// Slabs: growth, huge pages, and which of them can go.
#include "sim/kernel/chunk_pool.hpp"

#include <algorithm>
#include <functional>
#include <new>

#include <sys/mman.h>

namespace datahall {

namespace {

constexpr std::size_t page_chunks = 4096 / sizeof(EntryChunk);
constexpr std::size_t huge_chunks = (std::size_t{2} << 20) / sizeof(EntryChunk);
constexpr std::size_t least_chunks = 16;

// Doubles what is held while that is little, then adds an eighth, but of what is more than a huge page only
// as much as a thirty-second.
std::size_t chunks_to_add(std::size_t held, std::size_t at_least) {
    const std::size_t wanted = held < huge_chunks ? std::max(held, least_chunks)
                                                  : std::min(held / 8, std::max(held / 32, huge_chunks));
    const std::size_t chunks = std::max(wanted, at_least);
    const std::size_t unit = chunks < huge_chunks ? page_chunks : huge_chunks;
    return (chunks + unit - 1) / unit * unit;
}

EntryChunk* allocate(std::size_t chunks) {
    const std::size_t alignment = (chunks < huge_chunks ? page_chunks : huge_chunks) * sizeof(EntryChunk);
    void* memory = std::aligned_alloc(alignment, chunks * sizeof(EntryChunk));
    if (memory == nullptr) throw std::bad_alloc{};
    if (chunks >= huge_chunks) madvise(memory, chunks * sizeof(EntryChunk), MADV_HUGEPAGE);  // a hint
    return static_cast<EntryChunk*>(memory);
}

}  // namespace

EntryChunk* ChunkPool::take_untouched() {
    if (next_ == end_) grow(1);
    return next_++;
}

void ChunkPool::grow(std::size_t at_least) {
    const std::size_t chunks = chunks_to_add(total_, at_least);
    slabs_.reserve(slabs_.size() + 1);
    Slab slab{decltype(Slab::chunks){allocate(chunks)}, chunks};
    while (next_ != end_) give(next_++);
    next_ = slab.chunks.get();
    end_ = next_ + chunks;
    total_ += chunks;
    slabs_.push_back(std::move(slab));
}

void ChunkPool::reserve(std::size_t chunks) {
    const std::size_t ready = untouched() + free_count_;
    if (ready < chunks) grow(chunks - ready);
}

void ChunkPool::trim() {
    while (next_ != end_) give(next_++);
    std::ranges::sort(slabs_, std::less<>{}, [](const Slab& s) { return s.chunks.get(); });
    const auto slab_of = [this](const EntryChunk* chunk) {
        const auto after = std::ranges::upper_bound(slabs_, chunk, std::less<const EntryChunk*>{},
                                                    [](const Slab& s) { return s.chunks.get(); });
        return static_cast<std::size_t>(after - slabs_.begin()) - 1;
    };
    std::vector<std::size_t> idle(slabs_.size());
    for (const EntryChunk* chunk = free_; chunk != nullptr; chunk = chunk->next) ++idle[slab_of(chunk)];

    EntryChunk* kept = nullptr;
    for (EntryChunk* chunk = free_; chunk != nullptr;) {
        EntryChunk* next = chunk->next;
        const std::size_t home = slab_of(chunk);
        if (idle[home] < slabs_[home].size) {
            chunk->next = kept;
            kept = chunk;
        } else {
            --free_count_;
        }
        chunk = next;
    }
    free_ = kept;
    std::size_t home = 0;
    std::erase_if(slabs_, [&](const Slab& s) {
        const bool is_idle = idle[home++] == s.size;
        if (is_idle) total_ -= s.size;
        return is_idle;
    });
    slabs_.shrink_to_fit();
    next_ = end_ = nullptr;
}

}  // namespace datahall
