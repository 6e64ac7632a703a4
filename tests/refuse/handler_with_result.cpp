// refused: error: static[ _]assert.*an event handler is void T::f\(\)
#include "datahall/event_queue.hpp"

using namespace datahall;

struct Breaker {
    int trip(std::uint64_t) { return state; }
    int state = 0;
};

void wrong(EventQueue& queue, Breaker& breaker) {
    static_cast<void>(breaker);
    queue.post<&Breaker::trip>(queue.now(), breaker);
}
