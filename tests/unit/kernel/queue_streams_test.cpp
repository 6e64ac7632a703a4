// Streams made to break a queue: ladder, heap and a std::multimap must fire the same sequence.
#include <map>
#include <unordered_map>

#include "tests/support/catch.hpp"
#include "tests/support/splitmix.hpp"
#include "tests/unit/kernel/probe.hpp"

using namespace datahall;

namespace {

class Load;

// What a load needs of a queue.  Counts and folds what fires.
class Bench {
public:
    virtual ~Bench() = default;
    virtual std::int64_t now() const = 0;
    virtual void post(std::int64_t when, std::uint64_t arg) = 0;
    virtual std::uint64_t schedule(std::int64_t when, std::uint64_t arg) = 0;  // a name for cancel()
    virtual bool cancel(std::uint64_t name) = 0;
    virtual std::uint64_t run(std::uint64_t events) = 0;
    virtual void check() const {}

    std::uint64_t checksum() const { return checksum_; }
    std::uint64_t below(std::uint32_t n) { return random_.below(n); }
    std::uint64_t random() { return random_.next(); }

protected:
    explicit Bench(Load& load) : load_{load} {}
    void fold(std::uint64_t what) { checksum_ = (checksum_ ^ what) * 0x100000001B3 + 1; }
    void fire(std::uint64_t arg);

private:
    Load& load_;
    SplitMix random_{1};
    std::uint64_t checksum_ = 0;
};

// A stream of events: how it starts, what each event does, and what is done from outside between runs.
class Load {
public:
    virtual ~Load() = default;
    virtual void start(Bench& bench) = 0;
    virtual void fire(Bench&, std::uint64_t) {}
    virtual void between(Bench&) {}
};

void Bench::fire(std::uint64_t arg) {
    fold(static_cast<std::uint64_t>(now()));
    fold(arg);
    load_.fire(*this, arg);
}

class ProductBench final : public Bench {
public:
    ProductBench(Load& load, QueueKind kind) : Bench{load}, queue_{kind} {}
    std::int64_t now() const override { return queue_.now().ns; }
    void post(std::int64_t when, std::uint64_t arg) override {
        queue_.post<&ProductBench::on_event>(Instant{when}, *this, arg);
    }
    std::uint64_t schedule(std::int64_t when, std::uint64_t arg) override {
        ids_.push_back(queue_.schedule<&ProductBench::on_event>(Instant{when}, *this, arg));
        return ids_.size() - 1;
    }
    bool cancel(std::uint64_t name) override { return queue_.cancel(ids_[name]); }
    std::uint64_t run(std::uint64_t events) override { return queue_.run_events(events); }
    void check() const override { EventQueueProbe::check(queue_); }
    const EventQueue& queue() const { return queue_; }

private:
    void on_event(std::uint64_t arg) { fire(arg); }

    EventQueue queue_;
    std::vector<EventQueue::Id> ids_;
};

class MapBench final : public Bench {
public:
    explicit MapBench(Load& load) : Bench{load} {}
    std::int64_t now() const override { return now_; }
    void post(std::int64_t when, std::uint64_t arg) override { events_.emplace(when, Event{arg, none}); }
    std::uint64_t schedule(std::int64_t when, std::uint64_t arg) override {
        named_[names_] = events_.emplace(when, Event{arg, names_});
        return names_++;
    }
    bool cancel(std::uint64_t name) override {
        const auto at = named_.find(name);
        if (at == named_.end()) return false;
        events_.erase(at->second);
        named_.erase(at);
        return true;
    }
    std::uint64_t run(std::uint64_t events) override {
        std::uint64_t fired = 0;
        for (; fired < events && !events_.empty(); ++fired) {
            const auto [when, event] = *events_.begin();
            events_.erase(events_.begin());
            if (event.name != none) named_.erase(event.name);
            now_ = when;
            fire(event.arg);
        }
        return fired;
    }

private:
    static constexpr std::uint64_t none = UINT64_MAX;
    struct Event {
        std::uint64_t arg;
        std::uint64_t name;
    };
    std::multimap<std::int64_t, Event> events_;  // equal times in order of insertion
    std::unordered_map<std::uint64_t, std::multimap<std::int64_t, Event>::iterator> named_;
    std::uint64_t names_ = 0;
    std::int64_t now_ = 0;
};

// Runs `events` in steps; returns the checksum with what was left over.
std::uint64_t drive(Load& load, Bench& bench, std::uint64_t events) {
    load.start(bench);
    std::uint64_t fired = 0;
    for (std::uint64_t step = 1; fired < events; step = step % 20'000 + 997) {
        load.between(bench);
        const std::uint64_t ran = bench.run(step);
        bench.check();
        if (ran == 0) break;
        fired += ran;
    }
    return bench.checksum() + fired;
}

template <class SomeLoad>
LadderWork compare_queues(std::uint64_t events) {
    SomeLoad load_a, load_b, load_c;
    ProductBench ladder{load_a, QueueKind::ladder};
    ProductBench heap{load_b, QueueKind::heap};
    MapBench map{load_c};
    const std::uint64_t expected = drive(load_c, map, events);
    CHECK(drive(load_a, ladder, events) == expected);
    CHECK(drive(load_b, heap, events) == expected);
    const LadderWork work = EventQueueProbe::work(ladder.queue());
    CHECK(work.deepest <= 40);
    return work;
}

// Half of the events at the same instant as the one that posts them, half at one of two neighbours.
struct EqualTimes : Load {
    void start(Bench& b) override {
        for (std::uint64_t i = 0; i < 100'000; ++i) b.post(1'000, i);
    }
    void fire(Bench& b, std::uint64_t arg) override {
        const std::uint64_t draw = b.below(4);
        if (draw != 3) b.post(b.now() + (draw == 0 ? 0 : static_cast<std::int64_t>(draw)), arg);
        if (draw == 3) b.post(b.now() + 1, arg);
    }
};

struct Outlier : Load {
    void start(Bench& b) override {
        b.post(31'536'000'000'000'000, 7);
        for (std::uint64_t i = 0; i < 100'000; ++i) b.post(static_cast<std::int64_t>(b.below(1'000)), i);
    }
    void fire(Bench& b, std::uint64_t arg) override {
        b.post(b.now() + static_cast<std::int64_t>(b.below(1'000)), arg);
    }
};

struct TwelveDecades : Load {
    void start(Bench& b) override {
        for (std::uint64_t i = 0; i < 20'000; ++i) fire(b, i);
    }
    void fire(Bench& b, std::uint64_t arg) override {
        const std::uint64_t power = std::uint64_t{1} << b.below(40);
        b.post(b.now() + static_cast<std::int64_t>(power + (b.random() & (power - 1))), arg);
    }
};

// Grows to 50,000 events and drains to 10, again and again.
struct GrowAndDrain : Load {
    std::int64_t pending = 0;
    bool grows = true;
    void add(Bench& b) {
        b.post(b.now() + static_cast<std::int64_t>(b.below(1'000'000)), 1);
        ++pending;
    }
    void start(Bench& b) override { add(b); }
    void fire(Bench& b, std::uint64_t) override {
        --pending;
        if (pending > 50'000) grows = false;
        if (pending < 10) grows = true;
        for (std::uint64_t n = grows ? 2 + b.below(2) : b.below(2); n > 0; --n) add(b);
    }
};

// Three timeouts an event, nearly all of which are cancelled, some of them when they have fired already.
struct CancelStorm : Load {
    std::vector<std::uint64_t> names;
    void start(Bench& b) override {
        for (std::uint64_t i = 0; i < 1'000; ++i) b.post(static_cast<std::int64_t>(b.below(1'000)), i);
    }
    void fire(Bench& b, std::uint64_t arg) override {
        if (arg >= 1'000) return;
        b.post(b.now() + static_cast<std::int64_t>(b.below(1'000)), arg);
        for (int k = 0; k < 3; ++k) {
            const std::int64_t far = b.below(8) == 0 ? 500 : 1'000'000;
            names.push_back(
                b.schedule(b.now() + static_cast<std::int64_t>(b.below(1'000)) + far, 1'000 + names.size()));
            if (names.size() > 3'000) b.cancel(names[names.size() - 1 - b.below(3'000)]);
        }
    }
};

// 2^-j s (1 + u/1000) after T, j uniform in 0..29; drained, then the next T.
struct Clusters : Load {
    std::int64_t pending = 0;
    void start(Bench&) override {}
    void fire(Bench&, std::uint64_t) override { --pending; }
    void between(Bench& b) override {
        if (pending > 0) return;
        for (; pending < 100'000; ++pending) {
            const std::int64_t scale = 1'000'000'000 >> b.below(30);
            const auto jitter = static_cast<std::int64_t>(b.below(1'000));
            b.post(b.now() + scale + scale * jitter / 1'000'000, static_cast<std::uint64_t>(pending));
        }
    }
};

// From outside, between runs: falling times, an organ pipe, and inserts in the middle of what is near.
struct FromOutside : Load {
    void start(Bench&) override {}
    void between(Bench& b) override {
        const std::int64_t now = b.now();
        for (std::int64_t i = 0; i < 3'000; ++i) b.post(now + 10'000 - i, 1);
        for (std::int64_t i = 0; i < 1'000; ++i) b.post(now + (i % 2 == 0 ? i : 2'000 - i), 2);
        for (std::int64_t i = 0; i < 2'000; ++i)
            b.post(now + 500 + static_cast<std::int64_t>(b.below(50)), 3);
        for (std::int64_t i = 0; i < 2'000; ++i) b.post(now + 700 + i % 2, 4);
    }
};

// Two entries before all others, then a cluster behind the nearest 17: each round spills the run once more,
// into a range that hardly shrinks.
struct SpillAttack : Load {
    std::int64_t nearest = std::int64_t{1} << 40;
    void start(Bench& b) override {
        for (std::int64_t i = 0; i < 20; ++i) b.post(nearest + 1'000 * i, 1);
    }
    void between(Bench& b) override {
        for (int round = 0; round < 200 && b.now() == 0; ++round) {
            b.post(nearest - 1'000, 2);
            b.post(nearest - 2'000, 3);
            nearest -= 2'000;
            for (std::int64_t j = 0; j < 60; ++j) b.post(nearest + 16'999 - j, 4);
        }
    }
};

}  // namespace

TEST_CASE("thousands of equal times fire as on a multimap", "[kernel]") {
    compare_queues<EqualTimes>(1'000'000);
}
TEST_CASE("a far outlier behind a dense crowd fires as on a multimap", "[kernel]") {
    compare_queues<Outlier>(500'000);
}
TEST_CASE("times over 12 decades fire as on a multimap", "[kernel]") {
    compare_queues<TwelveDecades>(500'000);
}
TEST_CASE("a queue that grows and drains fires as a multimap", "[kernel]") {
    compare_queues<GrowAndDrain>(1'000'000);
}
TEST_CASE("a storm of cancels fires as on a multimap", "[kernel]") {
    compare_queues<CancelStorm>(200'000);
}
TEST_CASE("nested clusters fire as on a multimap", "[kernel]") {
    const LadderWork work = compare_queues<Clusters>(500'000);
    CHECK(work.deepest >= 3);
}
TEST_CASE("falling times, organ pipes and crowds near now fire as on a multimap", "[kernel]") {
    const LadderWork work = compare_queues<FromOutside>(500'000);
    CHECK(work.spills > 0);
}
TEST_CASE("an attack on the run nests ranges without end and is held at 40 rungs", "[kernel]") {
    const LadderWork work = compare_queues<SpillAttack>(100'000);
    CHECK(work.deepest == 40);
    CHECK(work.collapses >= 5);
}
