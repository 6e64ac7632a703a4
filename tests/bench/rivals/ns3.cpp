// The schedulers of ns-3, driven as its DefaultSimulatorImpl drives them.
//
// Included: an EventImpl for each event, made by MakeEvent() and called through Invoke(); the scheduler
// behind its virtual face; EventId and the lazy Cancel() where an event can be cancelled. Left out, to ns-3's
// advantage: the global Simulator and its Time, the EventId that Schedule() returns even when nobody keeps
// it, events from other threads, logs and asserts of the simulator.
#include <ns3/calendar-scheduler.h>
#include <ns3/event-id.h>
#include <ns3/heap-scheduler.h>
#include <ns3/list-scheduler.h>
#include <ns3/make-event.h>
#include <ns3/map-scheduler.h>
#include <ns3/object.h>
#include <ns3/priority-queue-scheduler.h>

#include "tests/bench/rivals/names.hpp"
#include "tests/bench/rivals/program.hpp"

namespace datahall::bench {
namespace {

template <class Load, class Scheduler>
class Ns3Queue {
public:
    using Handle = ns3::EventId;

    Ns3Queue(Load& load, std::size_t) : load_{load}, events_{ns3::CreateObject<Scheduler>()} {}
    void post(std::int64_t when, std::uint64_t entity) { insert(when, entity); }
    Handle schedule(std::int64_t when, std::uint64_t entity) {
        const ns3::Scheduler::Event event = insert(when, entity);
        return {event.impl, event.key.m_ts, event.key.m_context, event.key.m_uid};
    }
    // The event stays where it is until its time, as with Simulator::Cancel().
    void cancel(Handle& handle) { handle.PeekEventImpl()->Cancel(); }
    void run(std::uint64_t pops) {
        for (pops_ = pops; pops_ > 0;) {
            const ns3::Scheduler::Event next = events_->RemoveNext();
            now_ = next.key.m_ts;
            next.impl->Invoke();
            next.impl->Unref();
        }
    }
    std::size_t bytes() const { return 0; }

private:
    ns3::Scheduler::Event insert(std::int64_t when, std::uint64_t entity) {
        ns3::Scheduler::Event event{ns3::MakeEvent(&Ns3Queue::fire, this, entity), {}};
        event.key = {static_cast<std::uint64_t>(when), uid_++, 0};
        events_->Insert(event);
        return event;
    }
    void fire(std::uint64_t entity) {  // not called for an event that is cancelled
        --pops_;
        load_.pop(static_cast<std::int64_t>(now_), entity);
    }

    Load& load_;
    ns3::Ptr<ns3::Scheduler> events_;
    std::uint64_t now_ = 0;
    std::uint64_t pops_ = 0;
    std::uint32_t uid_ = ns3::EventId::VALID;
};

template <class Load>
using PriorityQueue = Ns3Queue<Load, ns3::PriorityQueueScheduler>;
template <class Load>
using Map = Ns3Queue<Load, ns3::MapScheduler>;
template <class Load>
using Heap = Ns3Queue<Load, ns3::HeapScheduler>;
template <class Load>
using Calendar = Ns3Queue<Load, ns3::CalendarScheduler>;
template <class Load>
using List = Ns3Queue<Load, ns3::ListScheduler>;

template <template <class> class Queue>
constexpr Contestant rival(std::string_view name) {
    return {.name = name,
            .measure = {measure<Hold, Queue>, nullptr, measure<CancelQuarter, Queue>, nullptr,
                        measure<Phold, Queue>},
            .stored = measure<Stored, Queue>};
}

}  // namespace

const Contestant ns3_priority_queue = rival<PriorityQueue>(ns3_priority_queue_name);
const Contestant ns3_map = rival<Map>(ns3_map_name);
const Contestant ns3_heap = rival<Heap>(ns3_heap_name);
const Contestant ns3_calendar = rival<Calendar>(ns3_calendar_name);
const Contestant ns3_list = rival<List>(ns3_list_name);

std::span<const Contestant* const> rivals_here() {
    static constexpr std::array all{&ns3_priority_queue, &ns3_map, &ns3_heap, &ns3_calendar, &ns3_list};
    return all;
}

}  // namespace datahall::bench
