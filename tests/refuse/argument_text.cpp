// refused: error: static[ _]assert.*the argument of an event is an integer
#include "datahall/event_queue.hpp"

using namespace datahall;

struct Breaker {
    void trip(std::uint64_t) {}
    int state = 0;
};

void wrong(EventQueue& queue, Breaker& breaker) {
    static_cast<void>(breaker);
    queue.post<&Breaker::trip>(queue.now(), breaker, "rack 7");
}
