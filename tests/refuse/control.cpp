// The right way of everything that the other files of this folder do wrong.
#include "datahall/event_queue.hpp"
#include "datahall/ids.hpp"

using namespace datahall;

struct Breaker {
    void trip(std::uint64_t) {}
    void reset() {}
    void read() const {}
    int state = 0;
};

void control(EventQueue& queue, Breaker& breaker, const Breaker& read_only, RackId rack) {
    using namespace literals;
    const Watts power = Watts::from_si(5.0) + Watts{};
    const Joules energy = power * 1_s;
    const Kelvins difference = Celsius{30} - Celsius{20};
    const Instant later = queue.now() + 2 * 1_s;
    const RackId same{rack.index()};
    queue.post<&Breaker::trip>(later, breaker, same.index());
    queue.schedule<&Breaker::reset>(later, breaker);
    queue.every<&Breaker::read>(later, 1_h, read_only);
    static_cast<void>(energy);
    static_cast<void>(difference);
}
