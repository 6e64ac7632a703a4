// For entities that own exactly one next event each and are re-keyed all the time: flow
// completions, temperature crossings, battery-empty times.
//
// An indexed 4-ary heap over dense entity numbers: an update moves the entity in place, so nothing
// is ever dead.  The event queue holds one event a group, "the group is due at first()"; it is
// posted anew only when first() has moved earlier than what is posted.
//
// Invariants
//   1. heap_[position_[id]] == id for every id in the heap; position_[id] == absent for all others.
//   2. No entity is due before its parent in the heap; ties end by entity number, so that the order
//      does not depend on the history of updates.
//
// Cost: set and clear O(log4 n), first O(1); 16 B an entity.  Nothing allocates after the
// constructor.  Split groups of more than about 10^4 entities by rack or domain.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "datahall/instant.hpp"

namespace datahall {

class IndexedHeap {
public:
    struct Due {
        std::uint32_t id = 0;
        Instant time;
        friend bool operator==(const Due&, const Due&) = default;
    };

    /// Entities 0 .. entities-1, none of them due.
    explicit IndexedHeap(std::uint32_t entities) : times_(entities, kNever), position_(entities, absent) {
        heap_.reserve(entities);
    }

    std::size_t size() const { return heap_.size(); }
    /// When the entity is due; kNever if it is not.
    Instant time_of(std::uint32_t id) const { return times_[id]; }
    /// The next entity, empty if none is due.
    std::optional<Due> first() const {
        if (heap_.empty()) return std::nullopt;
        return Due{heap_.front(), times_[heap_.front()]};
    }

    /// Makes `id` due at `time`, whether or not it was due before; kNever clears it.
    void set(std::uint32_t id, Instant time) {
        if (time == kNever) return clear(id);
        times_[id] = time;
        if (position_[id] == absent) {
            heap_.push_back(id);
            position_[id] = static_cast<std::uint32_t>(heap_.size() - 1);
        }
        settle(position_[id]);
    }

    /// `id` is not due any more.  Nothing if it was not.
    void clear(std::uint32_t id) {
        const std::uint32_t hole = position_[id];
        times_[id] = kNever;
        if (hole == absent) return;
        position_[id] = absent;
        const std::uint32_t last = heap_.back();
        heap_.pop_back();
        if (last == id) return;
        put(last, hole);
        settle(hole);
    }

private:
    static constexpr std::uint32_t absent = UINT32_MAX;

    bool before(std::uint32_t a, std::uint32_t b) const {
        return times_[a] != times_[b] ? times_[a] < times_[b] : a < b;
    }
    void put(std::uint32_t id, std::uint32_t at) {
        heap_[at] = id;
        position_[id] = at;
    }

    // Moves the entity at `at` up or down to where it belongs.
    void settle(std::uint32_t at) {
        const std::uint32_t id = heap_[at];
        while (at > 0 && before(id, heap_[(at - 1) / 4])) {
            put(heap_[(at - 1) / 4], at);
            at = (at - 1) / 4;
        }
        const auto n = static_cast<std::uint32_t>(heap_.size());
        for (std::uint32_t least = least_child(at, n); least < n && before(heap_[least], id);
             least = least_child(at, n)) {
            put(heap_[least], at);
            at = least;
        }
        put(id, at);
    }
    // n if there is none.
    std::uint32_t least_child(std::uint32_t at, std::uint32_t n) const {
        std::uint32_t least = n;
        for (std::uint32_t child = 4 * at + 1; child < 4 * at + 5 && child < n; ++child) {
            if (least == n || before(heap_[child], heap_[least])) least = child;
        }
        return least;
    }

    std::vector<Instant> times_;           // by entity
    std::vector<std::uint32_t> position_;  // by entity, in heap_
    std::vector<std::uint32_t> heap_;      // entities
};

}  // namespace datahall
