// The product's own queues, through the face that models use.
#include "datahall/event_queue.hpp"

#include "sim/kernel/indexed_heap.hpp"
#include "tests/bench/contestant.hpp"

namespace datahall::bench {
namespace {

template <class Load, QueueKind kind>
class Product {
public:
    using Handle = EventQueue::Id;

    Product(Load& load, std::size_t) : load_{load}, queue_{kind} {}
    void post(std::int64_t when, std::uint64_t entity) {
        queue_.post<&Product::fire>(Instant{when}, *this, entity);
    }
    Handle schedule(std::int64_t when, std::uint64_t entity) {
        return queue_.schedule<&Product::fire>(Instant{when}, *this, entity);
    }
    void cancel(Handle handle) { queue_.cancel(handle); }
    Handle move(Handle handle, std::int64_t when, std::uint64_t entity) {
        return queue_.reschedule<&Product::fire>(handle, Instant{when}, *this, entity);
    }
    void run(std::uint64_t pops) { queue_.run_events(pops); }
    std::size_t bytes() const { return queue_.stats().bytes; }

    void fire(std::uint64_t entity) { load_.pop(queue_.now().ns, entity); }

private:
    Load& load_;
    EventQueue queue_;
};

template <class Load>
using LadderQueue = Product<Load, QueueKind::ladder>;
template <class Load>
using HeapQueue = Product<Load, QueueKind::heap>;

// PHOLD with the entity's row as the target of its events, so that the queue can ask for it ahead.
class PholdRows {
public:
    explicit PholdRows(const Cell& cell)
        : increments_{increments_of(*cell.distribution)}, rows_(cell.entities) {
        for (Row& row : rows_) {
            row.world = this;
            post(draws_.next(), static_cast<std::uint64_t>(&row - rows_.data()));
        }
    }
    void run(std::uint64_t pops) { queue_.run_events(pops); }
    Checksum checksum;

private:
    struct alignas(64) Row {
        PholdRows* world = nullptr;
        std::uint64_t words[7] = {};
        void fire(std::uint64_t entity) { world->pop(*this, entity); }
    };
    void pop(Row& row, std::uint64_t entity) {
        checksum.fold(queue_.now().ns, row.words[0]++);
        row.words[6] += entity;
        const std::uint64_t z = draws_.next();
        post(z, one_of(rows_.size(), z));
    }
    void post(std::uint64_t z, std::uint64_t entity) {
        queue_.post<&Row::fire>(Instant{queue_.now().ns + increments_.of(z)}, rows_[entity], entity);
    }

    Increments increments_;
    Draws draws_;
    std::vector<Row> rows_;
    EventQueue queue_;
};

Outcome measure_rows(const Cell& cell) {
    const auto load = std::make_unique<PholdRows>(cell);
    load->run(cell.warm_up);
    const double begun = thread_cpu_ns();
    load->run(cell.pops);
    const double ended = thread_cpu_ns();
    return {.ns_per_pop = (ended - begun) / static_cast<double>(cell.pops),
            .pops = cell.pops,
            .checksum = load->checksum.value()};
}

// One next event for each entity, re-keyed in place.
template <class Load>
class SecondTier {
public:
    using Handle = std::uint64_t;  // the entity

    SecondTier(Load& load, std::size_t entities) : load_{load}, heap_{static_cast<std::uint32_t>(entities)} {}
    Handle schedule(std::int64_t when, std::uint64_t entity) {
        heap_.set(static_cast<std::uint32_t>(entity), Instant{when});
        return entity;
    }
    Handle move(Handle, std::int64_t when, std::uint64_t entity) { return schedule(when, entity); }
    void run(std::uint64_t pops) {
        for (; pops > 0; --pops) {
            const auto due = *heap_.first();
            heap_.clear(due.id);
            load_.pop(due.time.ns, due.id);
        }
    }
    std::size_t bytes() const { return 0; }

private:
    Load& load_;
    IndexedHeap heap_;
};

// The floor: generator, checksum and call, in the order of the entities.
template <class Load>
class NoQueue {
public:
    NoQueue(Load& load, std::size_t) : load_{load} {}
    void post(std::int64_t when, std::uint64_t entity) {
        last_ = when;
        next_ = entity + 1;
    }
    void run(std::uint64_t pops) {
        for (; pops > 0; --pops) load_.pop(last_ & 0xFFFFFFFFFF, next_);
    }
    std::size_t bytes() const { return 0; }

private:
    Load& load_;
    std::int64_t last_ = 0;
    std::uint64_t next_ = 0;
};

Outcome measure_reference(const Cell& cell) {
    Cell hold = cell;
    hold.distribution = distributions().data();
    return measure<Hold, LadderQueue>(hold);
}

}  // namespace

const Contestant ladder{
    .name = "ladder",
    .what = "datahall's queue, post()",
    .measure = {measure<Hold, LadderQueue>, measure<HoldHandles, LadderQueue>,
                measure<CancelQuarter, LadderQueue>, measure<RekeyStorm, LadderQueue>,
                measure<Phold, LadderQueue>, measure<Burst, LadderQueue>, measure<Clusters, LadderQueue>},
    .stored = measure<Stored, LadderQueue>};
const Contestant ladder_rows{.name = "ladder, rows",
                             .what = "datahall's queue, the entity's row as target: prefetched",
                             .measure = {nullptr, nullptr, nullptr, nullptr, measure_rows, nullptr, nullptr}};
const Contestant reference{
    .name = "ladder, hold",
    .what = "datahall's queue in a hold with exponential increments, whatever the others do",
    .measure = {measure_reference, nullptr, measure_reference, measure_reference, nullptr, measure_reference,
                measure_reference},
    .breaks_ties = true};
const Contestant heap{
    .name = "4-ary heap",
    .what = "datahall's second queue, the same face",
    .measure = {measure<Hold, HeapQueue>, measure<HoldHandles, HeapQueue>, measure<CancelQuarter, HeapQueue>,
                measure<RekeyStorm, HeapQueue>, measure<Phold, HeapQueue>, measure<Burst, HeapQueue>,
                measure<Clusters, HeapQueue>},
    .stored = measure<Stored, HeapQueue>,
    .share = Share::large_hold};
const Contestant second_tier{.name = "indexed heap",
                             .what = "datahall's tier for entities that are re-keyed all the time",
                             .measure = {nullptr, nullptr, nullptr, measure<RekeyStorm, SecondTier>},
                             .breaks_ties = true};
const Contestant no_queue{.name = "no queue",
                          .what = "the floor: generator, checksum and call alone",
                          .measure = {measure<Hold, NoQueue>},
                          .breaks_ties = true};

}  // namespace datahall::bench
