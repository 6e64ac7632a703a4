// refused: error: static[ _]assert.*this one is a temporary
#include "datahall/event_queue.hpp"

using namespace datahall;

struct Breaker {
    void trip(std::uint64_t) {}
    int state = 0;
};

void wrong(EventQueue& queue, Breaker& breaker) {
    static_cast<void>(breaker);
    queue.schedule<&Breaker::trip>(queue.now(), Breaker{});
}
