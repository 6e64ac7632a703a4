// refused: error: static[ _]assert.*an event handler is void T::f\(\)
#include "datahall/event_queue.hpp"

using namespace datahall;

struct Breaker {
    void trip(int) {}
    int state = 0;
};

void wrong(EventQueue& queue, Breaker& breaker) {
    static_cast<void>(breaker);
    queue.post<&Breaker::trip>(queue.now(), breaker, 1);
}
