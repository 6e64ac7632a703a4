// refused: error: static[ _]assert.*an event calls a member function
#include "datahall/event_queue.hpp"

using namespace datahall;

struct Breaker {
    void trip(std::uint64_t) {}
    static void reset() {}
    int state = 0;
};

void wrong(EventQueue& queue, Breaker& breaker) {
    static_cast<void>(breaker);
    queue.post<&Breaker::reset>(queue.now(), breaker);
}
