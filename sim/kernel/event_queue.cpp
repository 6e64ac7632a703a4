// The run loop: events of an instant, then settle, until the instant is at rest.
#include "datahall/event_queue.hpp"

#include <algorithm>

#include "sim/kernel/heap_store.hpp"
#include "sim/kernel/instant_guard.hpp"
#include "sim/kernel/ladder_store.hpp"

namespace datahall {

namespace {

// Set during a run, and cleared when a handler throws as well.
class RunningMark {
public:
    explicit RunningMark(bool& flag) : flag_{flag} { flag_ = true; }
    ~RunningMark() { flag_ = false; }
    RunningMark(const RunningMark&) = delete;
    RunningMark& operator=(const RunningMark&) = delete;

private:
    bool& flag_;
};

}  // namespace

EventQueue::EventQueue(QueueKind kind) : guard_{std::make_unique<InstantGuard>()} {
    if (kind == QueueKind::heap) {
        heap_ = std::make_unique<HeapStore>();
    } else {
        ladder_ = std::make_unique<LadderStore>();
    }
}
EventQueue::~EventQueue() = default;

std::size_t EventQueue::pending() const {
    return heap_ ? heap_->pending() : ladder_->pending();
}
std::uint64_t EventQueue::fired() const {
    return heap_ ? heap_->fired() : ladder_->fired();
}

inline void EventQueue::note_push(Instant when) {
    if (when < now_) [[unlikely]]
        throw std::logic_error{"EventQueue: an event before now()"};
    posted_now_ += when == now_ ? 1U : 0U;
}

void EventQueue::push(Instant when, const EventHandler* handler, void* target, std::uint64_t arg) {
    note_push(when);
    if (!ladder_) [[unlikely]]
        return heap_->push(when, handler, target, arg);
    ladder_->push(when, handler, target, arg);
}

EventQueue::Id EventQueue::push_handle(Instant when, const EventCall& call, std::int64_t period_ns) {
    note_push(when);
    return heap_ ? heap_->push_handle(when, call, period_ns) : ladder_->push_handle(when, call, period_ns);
}

std::int64_t EventQueue::checked_period(Seconds period) {
    const std::int64_t ns = as_nanoseconds(period);
    if (ns < 1) throw std::logic_error{"EventQueue: a period below 1 ns"};
    return ns;
}

bool EventQueue::cancel(Id id) {
    return heap_ ? heap_->cancel(id) : ladder_->cancel(id);
}

EventQueue::Id EventQueue::move(Id id, Instant when, const EventCall& call) {
    note_push(when);
    if (!(heap_ ? heap_->is_live(id) : ladder_->is_live(id))) {
        throw std::logic_error{"EventQueue: reschedule() of an event that is gone"};
    }
    return heap_ ? heap_->reschedule(id, when, call) : ladder_->reschedule(id, when, call);
}

RunEnd EventQueue::run_until(Instant end) {
    if (end < now_) throw std::logic_error{"EventQueue: run_until() before now()"};
    const RunEnd why = run(end, event_limit_);
    if (why == RunEnd::finished && end != kNever) now_ = end;
    return why;
}

std::uint64_t EventQueue::run_events(std::uint64_t n) {
    const std::uint64_t before = fired();
    run(kNever, n < event_limit_ - std::min(before, event_limit_) ? before + n : event_limit_);
    return fired() - before;
}

RunEnd EventQueue::run(Instant end, std::uint64_t fired_at_most) {
    if (running_) throw std::logic_error{"EventQueue: a handler may not run the queue"};
    const RunningMark mark{running_};
    stop_ = false;
    run_limit_ = fired_at_most;
    try {
        return heap_ ? run_on(*heap_, end) : run_on(*ladder_, end);
    } catch (...) {
        in_instant_ = true;  // the next run goes on within it
        throw;
    }
}

inline void EventQueue::settle() {
    guard_->count_pass({instants_, now_}, max_passes_, dirty_);
    dirty_ = nullptr;
    if (settle_.handler != nullptr) settle_.handler->call(settle_.target, settle_.arg);
}

// Most instants that settle are one event and one pass.  False if more is to be done.
template <class Store>
[[gnu::always_inline]] inline bool EventQueue::settles_at_once(Store& store, Instant& next) {
    if (next == now_ || stop_) return false;
    settle();
    next = store.first();
    return is_at_rest(next);
}

template <class Store>
RunEnd EventQueue::run_on(Store& store, Instant end) {
    Instant next = store.first();
    if (in_instant_ || is_dirty()) {
        if (!in_instant_ && is_interrupted()) return RunEnd::interrupted;
        if (!in_instant_) begin_instant(now_, store.fired());
        if (!end_instant(store, next)) return early_end();
    }
    const Instant last{std::min(end.ns, kNever.ns - 1)};
    while (next.ns <= last.ns && store.fired() < run_limit_) {
        if (is_interrupted()) return RunEnd::interrupted;
        begin_instant(next, store.fired());
        dispatch(store);
        next = store.first();
        if (is_at_rest(next)) [[likely]]
            continue;
        if (!settles_at_once(store, next) && !end_instant(store, next)) return early_end();
    }
    return stop_ || next <= last ? early_end() : RunEnd::finished;
}

// Runs what is still due at now() and settles, until the instant is at rest.  False if the run ends before:
// the next one goes on within the instant.  `next`: time of the next event.
template <class Store>
bool EventQueue::end_instant(Store& store, Instant& next) {
    in_instant_ = true;
    while (true) {
        while (next == now_) {
            if (store.fired() >= run_limit_) return false;
            dispatch(store);
            next = store.first();
        }
        if (!is_dirty()) break;
        if (stop_) return false;
        settle();
        next = store.first();
    }
    in_instant_ = false;
    return true;
}

inline void EventQueue::begin_instant(Instant at, std::uint64_t fired) {
    now_ = at;
    ++instants_;
    posted_now_ = 0;
    fired_before_ = fired;
}

template <class Store>
[[gnu::always_inline]] inline void EventQueue::dispatch(Store& store) {
    const EventCall event = store.pop();  // a copy: the handler may move what is stored
    fold(static_cast<std::uint64_t>(now_.ns), event.arg);
    event.handler->call(event.target, event.arg);
    if (posted_now_ <= InstantGuard::unquestioned) [[likely]]
        return;
    guard_->check_posts({{instants_, now_}, posted_now_, store.fired() - fired_before_}, event.handler,
                        [this, &store] { return store.count_at(now_); });  // may throw: the event has run
}

void EventQueue::reserve(std::size_t events) {
    heap_ ? heap_->reserve(events) : ladder_->reserve(events);
}
void EventQueue::trim() {
    heap_ ? heap_->trim() : ladder_->trim();
}

QueueStats EventQueue::stats() const {
    QueueStats s = heap_ ? heap_->stats() : ladder_->stats();
    s.instants = instants_;
    s.settles = guard_->settles();
    return s;
}

// Mixed once more (SplitMix64's finish), so that every bit of the state reaches every bit shown.
std::uint64_t EventQueue::trace_hash() const {
    std::uint64_t z = hash_;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
    return z ^ (z >> 31);
}

}  // namespace datahall
