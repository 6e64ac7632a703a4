// std::multimap of times to objects with a virtual function.
#include <map>
#include <vector>

#include "tests/bench/contestant.hpp"

namespace datahall::bench {
namespace {

class Source {
public:
    virtual ~Source() = default;
    virtual void do_next_event(std::int64_t now) = 0;
};

template <class Load>
class MapQueue {
public:
    using Events = std::multimap<std::int64_t, Source*>;
    using Handle = Events::iterator;

    MapQueue(Load& load, std::size_t entities) : never_fires_{load, UINT32_MAX} {
        sources_.reserve(entities);
        for (std::size_t e = 0; e < entities; ++e) sources_.emplace_back(load, e);
    }
    void post(std::int64_t when, std::uint64_t entity) { events_.emplace(when, source(entity)); }
    Handle schedule(std::int64_t when, std::uint64_t entity) { return events_.emplace(when, source(entity)); }
    void cancel(Handle handle) { events_.erase(handle); }
    Handle move(Handle handle, std::int64_t when, std::uint64_t entity) {
        auto node = events_.extract(handle);
        node.key() = when;
        node.mapped() = source(entity);
        return events_.insert(std::move(node));
    }
    void run(std::uint64_t pops) {
        for (; pops > 0; --pops) {
            const auto [now, next] = *events_.begin();
            events_.erase(events_.begin());
            next->do_next_event(now);
        }
    }
    std::size_t bytes() const { return 0; }

private:
    class Entity final : public Source {
    public:
        Entity(Load& load, std::uint64_t number) : load_{load}, number_{number} {}
        void do_next_event(std::int64_t now) override { load_.pop(now, number_); }

    private:
        Load& load_;
        std::uint64_t number_;
    };
    Source* source(std::uint64_t entity) {
        return entity < sources_.size() ? &sources_[entity] : &never_fires_;
    }

    Events events_;
    std::vector<Entity> sources_;
    Entity never_fires_;
};

}  // namespace

const Contestant multimap{.name = "multimap",
                          .what = "std::multimap of times to objects with a virtual function",
                          .measure = {measure<Hold, MapQueue>, nullptr, measure<CancelQuarter, MapQueue>,
                                      measure<RekeyStorm, MapQueue>, measure<Phold, MapQueue>,
                                      measure<Burst, MapQueue>, measure<Clusters, MapQueue>},
                          .stored = measure<Stored, MapQueue>,
                          .share = Share::large_hold};

}  // namespace datahall::bench
