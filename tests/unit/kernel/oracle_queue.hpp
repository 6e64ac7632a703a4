// The obviously correct queue: a std::multimap, std::function, and the rules spelled out.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <stdexcept>

#include "datahall/event_queue.hpp"

namespace datahall {

class OracleQueue {
public:
    struct Id {
        std::uint64_t token = 0;
    };

    Instant now() const { return now_; }
    std::size_t pending() const { return events_.size(); }
    bool is_dirty() const { return dirty_; }
    void mark_dirty() { dirty_ = true; }
    void stop() { stop_ = true; }
    void reserve(std::size_t) {}
    void trim() {}

    template <auto Member, class Target>
    void post(Instant when, Target& target, std::uint64_t arg) {
        schedule<Member>(when, target, arg);
    }
    template <auto Member, class Target>
    Id schedule(Instant when, Target& target, std::uint64_t arg) {
        return insert(when, {[&target, arg] { (target.*Member)(arg); }, ++last_token_, 0});
    }
    template <auto Member, class Target>
    Id every(Instant first, Seconds period, Target& target, std::uint64_t arg) {
        return insert(first,
                      {[&target, arg] { (target.*Member)(arg); }, ++last_token_, as_nanoseconds(period)});
    }
    template <auto Settle, class World>
    void on_settle(World& world) {
        settle_ = [&world] { (world.*Settle)(); };
    }

    bool cancel(Id id) { return take(id).has_value(); }
    template <auto Member, class Target>
    Id reschedule(Id id, Instant when, Target& target, std::uint64_t arg) {
        if (when < now_) throw std::logic_error{"past"};
        const auto event = take(id);
        if (!event) throw std::logic_error{"stale"};
        return insert(when, {[&target, arg] { (target.*Member)(arg); }, ++last_token_, event->period});
    }

    RunEnd run_until(Instant end) {
        const RunEnd why = run(end, UINT64_MAX);
        if (why == RunEnd::finished && end != kNever) now_ = end;
        return why;
    }
    std::uint64_t run_events(std::uint64_t n) {
        const std::uint64_t before = fired_;
        run(kNever, n);
        return fired_ - before;
    }

private:
    struct Event {
        std::function<void()> call;
        std::uint64_t token;
        std::int64_t period;
    };

    Id insert(Instant when, Event event) {
        if (when < now_) throw std::logic_error{"past"};
        const Id id{event.token};
        auto& home = when == kNever ? parked_ : events_;
        home.emplace(when, std::move(event));  // behind its equals
        return id;
    }
    std::optional<Event> take(Id id) {
        for (auto* home : {&events_, &parked_}) {
            for (auto it = home->begin(); it != home->end(); ++it) {
                if (it->second.token != id.token) continue;
                Event event = std::move(it->second);
                home->erase(it);
                return event;
            }
        }
        return std::nullopt;
    }
    bool is_due_now() const { return !events_.empty() && events_.begin()->first == now_; }

    RunEnd run(Instant end, std::uint64_t n) {
        stop_ = false;
        for (std::uint64_t count = 0;;) {
            if (dirty_ && !is_due_now()) {
                dirty_ = false;
                if (settle_) settle_();
            } else if (events_.empty() || events_.begin()->first > end) {
                return RunEnd::finished;
            } else if (count++ == n) {
                return RunEnd::event_limit;
            } else {
                fire();
            }
            if (stop_) return RunEnd::stopped;
        }
    }
    void fire() {
        now_ = events_.begin()->first;
        Event event = std::move(events_.begin()->second);
        events_.erase(events_.begin());
        ++fired_;
        const auto call = event.call;
        if (event.period > 0) insert(add_sat(now_, event.period), std::move(event));
        call();
    }

    std::multimap<Instant, Event> events_;
    std::multimap<Instant, Event> parked_;
    std::function<void()> settle_;
    Instant now_;
    std::uint64_t last_token_ = 0;
    std::uint64_t fired_ = 0;
    bool dirty_ = false;
    bool stop_ = false;
};

}  // namespace datahall
