// How long at least one of some things has been in a state.
#pragma once

#include <cstdint>

#include "datahall/instant.hpp"

namespace datahall {

class AnyTime {
public:
    void change(Instant now, int by) {
        total_ns_ = total_ns(now);
        since_ = now;
        count_ += by;
    }
    int count() const { return count_; }
    std::int64_t total_ns(Instant now) const { return total_ns_ + (count_ > 0 ? now.ns - since_.ns : 0); }

private:
    int count_ = 0;
    Instant since_;
    std::int64_t total_ns_ = 0;
};

}  // namespace datahall
