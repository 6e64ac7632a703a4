// How entries come nearer: refill, split, spill.
#include "sim/kernel/ladder.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace datahall {

namespace {

// What a rung is to be cut for: no time is before `first`, few are behind `last`.
struct Span {
    std::int64_t first, last;
    std::size_t entries;
};

Span seen_span(const EntryList& list) {
    Span span{Ladder::never, 0, 0};
    list.for_each([&](const EventEntry& entry) {  // the dead as well: they may widen the rung, no more
        span.first = std::min(span.first, entry.time);
        span.last = std::max(span.last, entry.time);
        ++span.entries;
    });
    return span;
}

// Of the list of a bucket from `start` to `end`.  A long one is not read twice, which would cost a walk from
// chunk to chunk through memory: where one entry in 31 fills the bucket, or what of it they can tell, that
// will do.  Then `earliest` and `latest` come to lie in different buckets, so each split gets on.
Span span_of(const EntryList& list, std::int64_t start, std::int64_t end) {
    constexpr std::size_t many = 8 * EntryChunk::capacity;
    const auto from_start = [start](std::int64_t time) {
        return static_cast<std::uint64_t>(time) - static_cast<std::uint64_t>(start);
    };
    const auto [earliest, latest, entries] = list.glance();
    if (entries <= many) return seen_span(list);
    const std::uint64_t spread = from_start(latest) - from_start(earliest);
    if (from_start(end) / 4 < spread) return {start, end - 1, entries};
    if (from_start(earliest) < spread) return {start, latest, entries};
    return seen_span(list);
}

}  // namespace

void Ladder::insert(std::int64_t time, const EventHandler* handler, std::uintptr_t target,
                    std::uint64_t arg) {
    if (run_.size() > long_run && time >= run_.back().time) {
        close_run();
        return push({time, handler, target, arg});
    }
    ++work_.inserts;
    const std::size_t moves = run_.insert({time, handler, target, arg});
    work_.insert_moves += moves;
    if (moves > kept_in_run && run_.size() > long_run) spill();
}

// What would be appended to a run that is long enough goes to a rung: its last instant, and all after it.
void Ladder::close_run() {
    if (depth_ == most_rungs) collapse();
    const std::int64_t end = run_end_;
    run_end_ = run_.back().time;
    add_rung(end).open_instant(run_end_, end, {});
}

// All but the nearest entries of a run that has become long go to a new rung.
void Ladder::spill() {
    const auto run = run_.view();
    std::size_t kept = kept_in_run;
    while (kept < run.size() && run[kept].time == run[kept - 1].time) ++kept;  // an instant stays together
    if (kept == run.size()) return;
    ++work_.spills;
    EntryList instant;
    if (run.back().time == run_end_) instant = take_out_instant();
    if (depth_ == most_rungs) collapse();
    Rung& rung = add_rung(run_end_);
    rung.open(run[kept].time, run.back().time, run_end_, run.size() - kept);
    for (const EventEntry& entry : run.subspan(kept)) rung.buckets().of(entry.time).append(entry, pool_);
    distribute(instant, rung);
    run_end_ = run[kept].time;
    run_.cut(kept);
}

// The rest of an instant whose first entries are in the run already.
EntryList Ladder::take_out_instant() {
    Rung& rung = deepest();
    const std::uint32_t i = rung.current();
    rung.advance_to(i + 1);
    run_end_ = rung.start();
    return std::exchange(rung.bucket(i), {});
}

Rung& Ladder::add_rung(std::int64_t end) {
    ends_[static_cast<std::size_t>(depth_++)] = end;
    work_.deepest = std::max(work_.deepest, static_cast<std::uint64_t>(depth_));
    return deepest();
}

void Ladder::drop_rung() {
    ends_[static_cast<std::size_t>(--depth_)] = std::numeric_limits<std::int64_t>::min();
}

// Empties `list` into the buckets of `rung`, in order, without the dead.
void Ladder::distribute(EntryList& list, Rung& rung) {
    const auto append = [this, buckets = rung.buckets()](const EventEntry& entry) {
        buckets.of(entry.time).append(entry, pool_);
    };
    if (dead_ == 0) return list.drain(pool_, append);
    list.drain(pool_, [&](const EventEntry& entry) {
        if (!drop_if_dead(entry)) append(entry);
    });
}

// Fills the empty run from the nearest bucket that holds anything alive; false if there is none.
bool Ladder::refill() {
    run_.recentre();
    while (depth_ > 0) {
        Rung& rung = deepest();
        if (!rung.seek()) {
            drop_rung();
            continue;
        }
        const EntryList& bucket = rung.bucket(rung.current());
        if (rung.start_of(rung.current() + 1) - rung.start() == 1) {
            take_instant(rung);
        } else if (bucket.is_one_chunk() && bucket.front_size() <= gathered) {
            take_neighbours(rung);
        } else {
            split_current(rung);
        }
        if (!run_.is_empty()) return true;
    }
    run_end_ = never;
    return false;
}

// A bucket of one instant is in order: its first chunk becomes the run as it is.  The rest stays, so that
// posts at this instant join behind it.
void Ladder::take_instant(Rung& rung) {
    EntryList& bucket = rung.bucket(rung.current());
    const std::size_t n = bucket.front_size();
    std::copy_n(bucket.front(), n, run_.room(n));
    run_.add(n);
    bucket.pop_chunk(pool_);
    if (dead_ != 0) run_.erase_if(0, [this](const EventEntry& entry) { return drop_if_dead(entry); });
    if (bucket.is_empty()) rung.advance_to(rung.current() + 1);
    bucket.prefetch_front();
    run_end_ = rung.start();
}

// The current bucket and as many of those behind it as make a short run.
void Ladder::take_neighbours(Rung& rung) {
    std::uint32_t i = rung.current();
    do {
        if (!rung.bucket(i).is_empty()) take(rung.bucket(i), rung.start_of(i));
        ++i;
    } while (i < rung.last() && fits(rung.bucket(i)));
    rung.advance_to(i);
    run_end_ = rung.start();
    if (i <= rung.last()) rung.bucket(i).prefetch_front();
}

bool Ladder::fits(const EntryList& bucket) const {
    return bucket.is_empty() || (bucket.is_one_chunk() && run_.size() + bucket.front_size() <= gathered);
}

// Sorts a small bucket into the run, and asks the cache for what its events will touch first: their handlers
// find it there.  Only a run that is sorted ahead of time makes that possible.
void Ladder::take(EntryList& bucket, std::int64_t start) {
    const std::size_t before = run_.size();
    const std::size_t n = bucket.front_size();
    // Inlined, or g++ takes them for calls without effect and drops them.
    const auto object = [](const EventEntry& entry) __attribute__((always_inline)) {
        __builtin_prefetch(reinterpret_cast<const void*>(entry.target));  // NOLINT(performance-no-int-to-ptr)
    };
    const auto object_and_slot = [&](const EventEntry& entry) __attribute__((always_inline)) {
        object(entry);
        slots_.prefetch(entry);
    };
    EventEntry* const room = run_.room(n);
    if (slots_.size() == 0) {
        small_sort::sort_copy(bucket.front(), n, start, room, object);
    } else {
        small_sort::sort_copy(bucket.front(), n, start, room, object_and_slot);
    }
    run_.add(n);
    bucket.pop_chunk(pool_);
    if (dead_ != 0) run_.erase_if(before, [this](const EventEntry& entry) { return drop_if_dead(entry); });
}

void Ladder::split_current(Rung& rung) {
    const std::uint32_t i = rung.current();
    const EntryList list = std::exchange(rung.bucket(i), {});
    const std::int64_t start = rung.start();
    rung.advance_to(i + 1);
    const std::int64_t end = rung.start();
    if (i == rung.last()) drop_rung();  // an exhausted rung does not stay below its children
    split(list, start, end);
}

// A finer rung over the times that the list really holds: that is what makes tuning needless.
void Ladder::split(EntryList list, std::int64_t start, std::int64_t end) {
    const auto [first, last, n] = span_of(list, start, end);
    if (depth_ == most_rungs) collapse();
    ++work_.splits;
    Rung& rung = add_rung(end);
    run_end_ = first;
    if (first == last) return rung.open_instant(first, end, list);
    work_.split_moves += n;
    rung.open(first, last, end, n);
    distribute(list, rung);
}

// Ranges that nest too deeply: the nearer half of the rungs becomes one.
void Ladder::collapse() {
    constexpr std::size_t kept = most_rungs / 2;
    ++work_.collapses;
    const std::int64_t start = deepest().start();
    const std::int64_t end = rungs_[kept].end();
    std::int64_t last = start;
    std::size_t n = 0;
    EntryList all;
    while (depth_ > static_cast<int>(kept)) {
        Rung& rung = deepest();
        for (std::uint32_t i = rung.current(); i <= rung.last(); ++i) {
            rung.bucket(i).drain(pool_, [&](const EventEntry& entry) {
                last = std::max(last, entry.time);
                ++n;
                all.append(entry, pool_);
            });
        }
        drop_rung();
    }
    Rung& merged = add_rung(end);
    merged.open(start, last, end, n);
    distribute(all, merged);
}

void Ladder::compact() {
    const auto is_gone = [this](const EventEntry& entry) { return drop_if_dead(entry); };
    run_.erase_if(0, is_gone);
    for (int d = 0; d < depth_; ++d) {
        Rung& rung = rungs_[static_cast<std::size_t>(d)];
        for (std::uint32_t i = rung.current(); i <= rung.last(); ++i) {
            EntryList live;
            rung.bucket(i).drain(pool_, [&](const EventEntry& entry) {
                if (!is_gone(entry)) live.append(entry, pool_);
            });
            rung.bucket(i) = live;
        }
    }
}

std::size_t Ladder::count_at(std::int64_t time) const {
    std::size_t n = 0;
    const auto count = [&](const EventEntry& entry) {
        n += entry.time == time && !(entry.has_handle() && slots_.is_dead(entry)) ? 1U : 0U;
    };
    std::ranges::for_each(run_.view(), count);
    if (depth_ > 0 && deepest().current() <= deepest().last())
        deepest().bucket(deepest().current()).for_each(count);
    return n;
}

void Ladder::reserve(std::size_t entries) {
    constexpr std::size_t partial_chunks = 4096;  // one in each bucket in use
    pool_.reserve(entries / EntryChunk::capacity + std::min(entries, partial_chunks) + 1);
    run_.reserve(256);
    for (Rung& rung : rungs_) rung.reserve();
}

void Ladder::trim() {
    run_.trim();
    for (std::size_t d = static_cast<std::size_t>(depth_); d < rungs_.size(); ++d) rungs_[d].trim();
    pool_.trim();
}

void Ladder::check(std::size_t size) const {
    const auto require = [](bool holds, const char* what) {
        if (!holds) throw std::logic_error{what};
    };
    const auto is_dead = [this](const EventEntry& e) { return e.has_handle() && slots_.is_dead(e); };
    std::size_t live = 0;
    std::size_t gone = 0;
    const auto count = [&](const EventEntry& e) { ++(is_dead(e) ? gone : live); };
    std::ranges::for_each(run_.view(), count);
    require(std::ranges::is_sorted(run_.view(), {}, &EventEntry::time),
            "Ladder: invariant 1, the run is sorted");
    const bool joins = depth_ > 0 && deepest().start_of(deepest().current() + 1) - deepest().start() == 1;
    require(run_.is_empty() || run_.back().time < run_end_ || (joins && run_.back().time == run_end_),
            "Ladder: invariant 1, the run ends at run_end");
    require(run_end_ == (depth_ == 0 ? never : deepest().start()), "Ladder: invariant 2, run_end");
    std::size_t chunks = 0;
    std::int64_t end = never;
    for (std::size_t d = 0; d < static_cast<std::size_t>(depth_); ++d) {
        const Rung& rung = rungs_[d];
        require(rung.end() == ends_[d] && rung.end() == end,
                "Ladder: invariant 2, rungs end where the last begins");
        end = rung.start();
        for (std::uint32_t i = 0; i <= rung.last(); ++i) {
            chunks += rung.bucket(i).chunks();
            require(i >= rung.current() || rung.bucket(i).is_empty(),
                    "Ladder: invariant 2, buckets left behind");
            rung.bucket(i).for_each([&](const EventEntry& e) {
                count(e);
                require(is_dead(e) || (rung.buckets().index_of(e.time) == i && e.time >= rung.start() &&
                                       e.time < rung.end()),
                        "Ladder: invariant 3, an entry lies elsewhere");
            });
        }
    }
    require(live == size && gone == dead_, "Ladder: invariant 4, size");
    require(chunks == pool_.in_use(), "Ladder: invariant 4, chunks");
}

std::size_t Ladder::bytes() const {
    std::size_t bytes = sizeof *this + run_.bytes() + pool_.bytes();
    for (const Rung& rung : rungs_) bytes += rung.bytes();
    return bytes;
}

}  // namespace datahall
