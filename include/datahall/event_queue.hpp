// The event kernel: the hot loop of every run.
//
// Invariants
//   1. Events run in (time, order of scheduling).  Nothing depends on addresses or on how the
//      queue stores them, so one seed gives one trace on every machine.
//   2. now() never goes backwards; scheduling before now() throws std::logic_error.
//   3. Each event that was scheduled runs once or was cancelled once:
//      scheduled = fired + cancelled + pending + parked.
//   4. The settle hook runs once all events of an instant have run, if anything is dirty, and again
//      while it makes new events for the same instant or marks something dirty.
//   5. run_until(a); run_until(b) does what run_until(b) does.
//
// Cost: see sim/kernel/README.md.  Nothing allocates in steady state.
// Thread safety: none, by design.  One queue, one thread; sweep with processes.
#pragma once

#include <csignal>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <stdexcept>

#include "datahall/event_handler.hpp"
#include "datahall/instant.hpp"

namespace datahall {

class HeapStore;
class InstantGuard;
class LadderStore;

/// The world did not come to rest within the allowed passes of one instant.  Our bug (exit 70).
class SettleLoop : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Events keep posting events for the same instant.  The text names those posted most (exit 5).
class ZeroDelayLoop : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// What holds the events.  Both fire the same sequence; the heap is there to be compared with.
enum class QueueKind : std::uint8_t { ladder, heap };

/// Why a run came back.
enum class RunEnd : std::uint8_t {
    finished,     // all events up to the end have run
    stopped,      // by stop()
    interrupted,  // by the flag of set_interrupt(), between two instants
    event_limit,  // as many events have run as set_event_limit() allows
};

struct QueueStats {
    std::uint64_t scheduled = 0;  // every event made, each firing of every() counted
    std::uint64_t fired = 0;
    std::uint64_t cancelled = 0;    // by cancel() or replaced by reschedule()
    std::uint64_t pending = 0;      // will run
    std::uint64_t parked = 0;       // handles at kNever
    std::uint64_t dead = 0;         // cancelled, still taking room
    std::uint64_t compactions = 0;  // times that the dead were swept out
    std::uint64_t instants = 0;     // distinct times at which something ran or settled
    std::uint64_t settles = 0;
    std::uint64_t bytes = 0;  // of memory that was touched and is held, used or not
};

class EventQueue {
public:
    /// Names an event made by schedule() or every().  A value; a default one names nothing.
    /// Stale once the event has run (a one-shot: before its handler runs) or was cancelled.
    struct Id {
        std::uint32_t slot = 0;
        std::uint32_t generation = 0;
        friend bool operator==(Id, Id) = default;
    };

    explicit EventQueue(QueueKind kind = QueueKind::ladder);
    ~EventQueue();  // never calls a target

    Instant now() const { return now_; }
    /// Events that will run.
    std::size_t pending() const;

    // Making events.  `when` == now() runs in this instant, after all that is already due.  kNever
    // stores nothing: post() forgets the event, schedule() gives an Id to reschedule() later.
    // The target must stay where it is until the event has run or was cancelled.

    /// Calls `target.Member(arg)` (or `target.Member()`) at `when`.  The cheapest verb.
    ///
    ///     queue.post<&Breaker::trip>(queue.now() + 0.1_s, breaker, rack.index());
    template <auto Member, class Target, class Arg = std::uint64_t>
    void post(Instant when, Target&& target, Arg arg = {}) {
        const EventCall call = bind_event<Member, Target>(target, arg);
        push(when, call.handler, call.target, call.arg);
    }

    /// As post(), and returns a handle to cancel or reschedule by.
    template <auto Member, class Target, class Arg = std::uint64_t>
    Id schedule(Instant when, Target&& target, Arg arg = {}) {
        return push_handle(when, bind_event<Member, Target>(target, arg), 0);
    }

    /// Calls at first, first + period, first + 2 period ... without drift; the next firing is in the queue
    /// before the handler runs.  One Id for life.  Throws std::logic_error if the period is below 1 ns.
    template <auto Member, class Target, class Arg = std::uint64_t>
    Id every(Instant first, Seconds period, Target&& target, Arg arg = {}) {
        return push_handle(first, bind_event<Member, Target>(target, arg), checked_period(period));
    }

    /// Forgets the event.  False if it already ran or was cancelled.  O(1) amortized.
    bool cancel(Id id);

    /// Cancels and schedules anew, behind the events already waiting at `when`; a periodic event goes on from
    /// there.  The old Id goes stale; std::logic_error if it already is.  What to call is said again.
    template <auto Member, class Target, class Arg = std::uint64_t>
    Id reschedule(Id id, Instant when, Target&& target, Arg arg = {}) {
        return move(id, when, bind_event<Member, Target>(target, arg));
    }

    /// Registers `world.Settle()`, called at the end of each instant in which something is dirty.
    template <auto Settle, class World>
    void on_settle(World&& world) {
        settle_ = bind_event<Settle, World>(world);
    }

    /// Asks for a settle at this instant.  `what`: the part of the world, in SettleLoop's text; a literal.
    void mark_dirty(const char* what = "world") { dirty_ = what; }
    bool is_dirty() const { return dirty_ != nullptr; }
    /// Settles allowed within one instant before SettleLoop.  Default 64.
    void set_max_passes(std::uint32_t passes) { max_passes_ = passes; }

    /// Runs every event up to and including `end`, settles, and sets now() to `end`; with kNever,
    /// runs until none is left and leaves now() at the last.  Throws std::logic_error if `end` is
    /// before now(), or from within a handler.
    RunEnd run_until(Instant end);
    /// Runs at most `n` events; returns how many ran.  Settles instants that it completes.
    std::uint64_t run_events(std::uint64_t n);
    /// Runs one event.  False if none is pending.
    bool step() { return run_events(1) == 1; }
    /// From within a handler: the run ends after this event.  The next run goes on from there.
    void stop() { stop_ = true, run_limit_ = 0; }
    /// A flag that ends run_until() before its next instant once it is not 0; nullptr for none.
    void set_interrupt(const volatile std::sig_atomic_t* flag) { interrupt_ = flag; }
    /// Ends runs once `stats().fired` has reached `total`.
    void set_event_limit(std::uint64_t total) { event_limit_ = total; }

    /// Makes room, so that nothing allocates while at most `events` wait (dead ones included).
    void reserve(std::size_t events);
    /// Gives unused memory back.
    void trim();
    QueueStats stats() const;

    /// Hash of every (time, argument) that ran and of all that was folded in, in order.
    std::uint64_t trace_hash() const;
    /// Adds what a handler did, in the World's own dense numbers: its kind and whom it touched.
    void fold(std::uint64_t kind, std::uint64_t id) { hash_ = ((hash_ ^ kind) * 0x9E3779B97F4A7C15) ^ id; }

private:
    friend struct EventQueueProbe;  // tests

    void push(Instant when, const EventHandler* handler, void* target, std::uint64_t arg);
    Id push_handle(Instant when, const EventCall& call, std::int64_t period_ns);
    Id move(Id id, Instant when, const EventCall& call);
    void note_push(Instant when);
    static std::int64_t checked_period(Seconds period);
    std::uint64_t fired() const;
    RunEnd run(Instant end, std::uint64_t fired_at_most);
    template <class Store>
    RunEnd run_on(Store& store, Instant end);
    template <class Store>
    bool settles_at_once(Store& store, Instant& next);
    template <class Store>
    bool end_instant(Store& store, Instant& next);
    bool is_at_rest(Instant next) const { return next != now_ && !is_dirty(); }
    void begin_instant(Instant at, std::uint64_t fired);
    bool is_interrupted() const { return interrupt_ != nullptr && *interrupt_ != 0; }
    RunEnd early_end() const { return stop_ ? RunEnd::stopped : RunEnd::event_limit; }
    template <class Store>
    void dispatch(Store& store);
    void settle();

    Instant now_;
    std::unique_ptr<LadderStore> ladder_;  // one of these two
    std::unique_ptr<HeapStore> heap_;
    std::uint64_t instants_ = 0;      // begun
    std::uint64_t posted_now_ = 0;    // events made at now() during this instant
    std::uint64_t fired_before_ = 0;  // this instant
    std::uint64_t hash_ = 0xCBF29CE484222325;
    std::uint64_t run_limit_ = 0;  // of fired(): ends this run
    const char* dirty_ = nullptr;
    bool in_instant_ = false;  // between runs: the last one left an instant open
    bool stop_ = false, running_ = false;
    std::uint32_t max_passes_ = 64;
    EventCall settle_;
    std::unique_ptr<InstantGuard> guard_;
    std::uint64_t event_limit_ = std::numeric_limits<std::uint64_t>::max();
    const volatile std::sig_atomic_t* interrupt_ = nullptr;
};

}  // namespace datahall
