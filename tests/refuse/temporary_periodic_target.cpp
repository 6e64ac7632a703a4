// refused: error: static[ _]assert.*this one is a temporary
#include "datahall/event_queue.hpp"

using namespace datahall;

struct Breaker {
    void trip() {}
    int state = 0;
};

void wrong(EventQueue& queue, Breaker& breaker) {
    static_cast<void>(breaker);
    queue.every<&Breaker::trip>(queue.now(), Seconds::from_si(1.0), Breaker{});
}
