// What each mode of the benchmark does, written once for all queues.
//
// A queue is a class template of the load that it drives.  It calls load.pop(now, entity) for each event and
// has
//   post(when, entity)                    fire and forget
//   schedule(when, entity) -> Handle      can be cancelled, where the queue can do that
//   cancel(handle)
//   move(handle, when, entity) -> Handle  re-keyed, in place where the queue can do that
//   run(pops)
//   bytes(), reserve(n)                   of its own; 0 and nothing where it cannot tell
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "tests/bench/cell.hpp"

namespace datahall::bench {

/// Each entity posts itself again.
template <template <class> class Queue>
class Hold {
public:
    explicit Hold(const Cell& cell)
        : increments_{increments_of(*cell.distribution)}, queue_{*this, cell.entities} {
        for (std::size_t e = 0; e < cell.entities; ++e) queue_.post(increments_.of(draws_.next()), e);
    }
    void pop(std::int64_t now, std::uint64_t entity) {
        checksum.fold(now, entity);
        queue_.post(now + increments_.of(draws_.next()), entity);
    }
    auto& queue() { return queue_; }
    Checksum checksum;

private:
    Increments increments_;  // a copy: beside what else is read
    Draws draws_;
    Queue<Hold> queue_;
};

/// The same with a handle for every event, which nobody uses.
template <template <class> class Queue>
class HoldHandles {
public:
    explicit HoldHandles(const Cell& cell)
        : increments_{increments_of(*cell.distribution)}, queue_{*this, cell.entities} {
        for (std::size_t e = 0; e < cell.entities; ++e)
            (void)queue_.schedule(increments_.of(draws_.next()), e);
    }
    void pop(std::int64_t now, std::uint64_t entity) {
        checksum.fold(now, entity);
        (void)queue_.schedule(now + increments_.of(draws_.next()), entity);
    }
    auto& queue() { return queue_; }
    Checksum checksum;

private:
    Increments increments_;
    Draws draws_;
    Queue<HoldHandles> queue_;
};

/// Each entity posts itself again as in a stored run.
template <template <class> class Queue>
class Stored {
public:
    explicit Stored(const Cell& cell) : increment_{cell.stored->increment}, queue_{*this, cell.entities} {
        for (std::size_t e = 0; e < cell.entities; ++e) queue_.post(increment_(draws_.next()), e);
    }
    void pop(std::int64_t now, std::uint64_t entity) {
        checksum.fold(now, entity);
        queue_.post(now + increment_(draws_.next()), entity);
    }
    auto& queue() { return queue_; }
    Checksum checksum;

private:
    std::int64_t (*increment_)(std::uint64_t);
    Draws draws_;
    Queue<Stored> queue_;
};

/// Every third pop schedules a timeout far ahead and cancels one made N/8 timeouts before: none ever fires.
template <template <class> class Queue>
class CancelQuarter {
public:
    explicit CancelQuarter(const Cell& cell)
        : increments_{increments_of(*cell.distribution)},
          far_ns_{static_cast<std::int64_t>(cell.distribution->far_s * 1e9)},
          queue_{*this, cell.entities},
          timeouts_(cell.entities / 8 + 1) {
        for (std::size_t e = 0; e < cell.entities; ++e) queue_.post(increments_.of(draws_.next()), e);
        for (auto& timeout : timeouts_) timeout = queue_.schedule(far_ns_, never_fires);
    }
    void pop(std::int64_t now, std::uint64_t entity) {
        checksum.fold(now, entity);
        queue_.post(now + increments_.of(draws_.next()), entity);
        if (++pops_ % 3 != 0) return;
        auto& timeout = timeouts_[oldest_];
        queue_.cancel(timeout);
        timeout = queue_.schedule(now + far_ns_, never_fires);
        if (++oldest_ == timeouts_.size()) oldest_ = 0;
    }
    auto& queue() { return queue_; }
    Checksum checksum;

private:
    static constexpr std::uint64_t never_fires = UINT32_MAX;

    Increments increments_;
    std::int64_t far_ns_;
    Draws draws_;
    Queue<CancelQuarter> queue_;
    std::vector<typename Queue<CancelQuarter>::Handle> timeouts_;  // a ring
    std::size_t oldest_ = 0;
    std::uint64_t pops_ = 0;
};

/// Each pop posts itself again and re-keys four random entities.
template <template <class> class Queue>
class RekeyStorm {
public:
    explicit RekeyStorm(const Cell& cell)
        : increments_{increments_of(*cell.distribution)}, queue_{*this, cell.entities} {
        for (std::size_t e = 0; e < cell.entities; ++e) {
            handles_.push_back(queue_.schedule(increments_.of(draws_.next()), e));
        }
    }
    void pop(std::int64_t now, std::uint64_t entity) {
        checksum.fold(now, entity);
        handles_[entity] = queue_.schedule(now + increments_.of(draws_.next()), entity);
        for (int k = 0; k < 4; ++k) {
            const std::uint64_t z = draws_.next();
            const std::uint64_t other = one_of(handles_.size(), z);
            handles_[other] = queue_.move(handles_[other], now + increments_.of(z), other);
        }
    }
    auto& queue() { return queue_; }
    Checksum checksum;

private:
    Increments increments_;
    Draws draws_;
    Queue<RekeyStorm> queue_;
    std::vector<typename Queue<RekeyStorm>::Handle> handles_;  // by entity
};

/// Each pop reads and writes a cache line of its entity, then posts a random other one.
template <template <class> class Queue>
class Phold {
public:
    struct alignas(64) Row {
        std::uint64_t words[8] = {};
    };
    explicit Phold(const Cell& cell)
        : increments_{increments_of(*cell.distribution)}, rows_(cell.entities), queue_{*this, cell.entities} {
        for (std::size_t e = 0; e < cell.entities; ++e) queue_.post(increments_.of(draws_.next()), e);
    }
    void pop(std::int64_t now, std::uint64_t entity) {
        Row& row = rows_[entity];
        checksum.fold(now, row.words[0]++);
        row.words[7] += entity;
        const std::uint64_t z = draws_.next();
        queue_.post(now + increments_.of(z), one_of(rows_.size(), z));
    }
    Row& row(std::uint64_t entity) { return rows_[entity]; }
    auto& queue() { return queue_; }
    Checksum checksum;

private:
    Increments increments_;
    Draws draws_;
    std::vector<Row> rows_;
    Queue<Phold> queue_;
};

}  // namespace datahall::bench
