// The run loop: events of an instant, then settle, until the instant is at rest.
#include "datahall/event_queue.hpp"

#include <algorithm>

#include "sim/kernel/event_store.hpp"
#include "sim/kernel/instant_guard.hpp"

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

EventQueue::EventQueue() : store_{std::make_unique<EventStore>()}, guard_{std::make_unique<InstantGuard>()} {}
EventQueue::~EventQueue() = default;

std::size_t EventQueue::pending() const {
    return store_->pending();
}

void EventQueue::push(Instant when, const EventCall& call) {
    if (when < now_) throw std::logic_error{"EventQueue: an event before now()"};
    store_->push(when, call);
}

EventQueue::Id EventQueue::push_handle(Instant when, const EventCall& call, std::int64_t period_ns) {
    if (when < now_) throw std::logic_error{"EventQueue: an event before now()"};
    return store_->push_handle(when, call, period_ns);
}

std::int64_t EventQueue::checked_period(Seconds period) {
    const std::int64_t ns = as_nanoseconds(period);
    if (ns < 1) throw std::logic_error{"EventQueue: a period below 1 ns"};
    return ns;
}

bool EventQueue::cancel(Id id) {
    return store_->cancel(id);
}

EventQueue::Id EventQueue::reschedule(Id id, Instant when) {
    if (when < now_) throw std::logic_error{"EventQueue: an event before now()"};
    if (!store_->is_live(id)) throw std::logic_error{"EventQueue: reschedule() of an event that is gone"};
    return store_->reschedule(id, when);
}

RunEnd EventQueue::run_until(Instant end) {
    if (end < now_) throw std::logic_error{"EventQueue: run_until() before now()"};
    const RunEnd why = run(end, event_limit_);
    if (why == RunEnd::finished && end != kNever) now_ = end;
    return why;
}

std::uint64_t EventQueue::run_events(std::uint64_t n) {
    const std::uint64_t before = store_->fired();
    run(kNever, n < event_limit_ - std::min(before, event_limit_) ? before + n : event_limit_);
    return store_->fired() - before;
}

RunEnd EventQueue::run(Instant end, std::uint64_t fired_at_most) {
    if (running_) throw std::logic_error{"EventQueue: a handler may not run the queue"};
    const RunningMark mark{running_};
    stop_ = false;
    RunEnd why = RunEnd::finished;
    while (why == RunEnd::finished) {
        if (!guard_->is_open()) {
            const Instant next = is_dirty() ? now_ : store_->first();
            if (next > end || next == kNever) break;
            if (interrupt_ != nullptr && *interrupt_ != 0) return RunEnd::interrupted;
            if (!is_dirty() && store_->fired() >= fired_at_most) return RunEnd::event_limit;
            now_ = next;
            guard_->open(now_, store_->next_sequence());
        }
        why = run_instant(fired_at_most);
    }
    return why;
}

// Leaves the guard open unless the instant is at rest, so that the next run goes on within it.
RunEnd EventQueue::run_instant(std::uint64_t fired_at_most) {
    do {
        while (store_->first() == now_) {
            if (stop_) return RunEnd::stopped;
            if (store_->fired() >= fired_at_most) return RunEnd::event_limit;
            dispatch();
        }
        if (stop_ && is_dirty()) return RunEnd::stopped;
        if (is_dirty()) settle();
    } while (is_dirty() || store_->first() == now_);
    guard_->close();
    return stop_ ? RunEnd::stopped : RunEnd::finished;
}

void EventQueue::dispatch() {
    const EventStore::Fired event = store_->pop();  // a copy: the handler may move what is stored
    fold(static_cast<std::uint64_t>(now_.ns), event.call.arg);
    event.call.handler->call(event.call.target, event.call.arg);
    guard_->count_event(event.sequence, event.call.handler);  // may throw: the event has run
}

void EventQueue::settle() {
    guard_->count_pass(max_passes_, dirty_);
    dirty_ = nullptr;
    if (settle_.handler != nullptr) settle_.handler->call(settle_.target, settle_.arg);
}

void EventQueue::reserve(std::size_t events) {
    store_->reserve(events);
}
void EventQueue::trim() {
    store_->trim();
}

QueueStats EventQueue::stats() const {
    QueueStats s = store_->stats();
    s.instants = guard_->instants();
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
