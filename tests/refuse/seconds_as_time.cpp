// refused: no matching function for call|no matching member function for call|could not convert|cannot
// convert
#include "datahall/event_queue.hpp"

using namespace datahall;

struct Breaker {
    void trip() {}
    int state = 0;
};

void wrong(EventQueue& queue, Breaker& breaker) {
    static_cast<void>(breaker);
    queue.post<&Breaker::trip>(Seconds::from_si(1.0), breaker);
}
