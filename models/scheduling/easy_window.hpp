// What may pass the blocked head of a queue under EASY, and the walk that starts it.  Rules: easy.cpp.
#pragma once

#include "models/scheduling/order.hpp"

namespace datahall {

/// Starts jobs at and behind `behind_head` that do not delay a head of `head_devices`; looks at `depth` of
/// them at most.
void pass_blocked_head(OrderedQueue& jobs, std::uint32_t head_devices, QueuePlace behind_head,
                       std::uint64_t depth);

}  // namespace datahall
