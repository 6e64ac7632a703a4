// An event as the ladder stores it: 32 bytes, two to a cache line, moved whole.
//
// The payload lies in the entry, not in a slab beside it: a slab costs one cache miss an event once the
// queue outgrows the cache, moving 32 bytes in a stream does not.
#pragma once

#include <cstdint>
#include <type_traits>

#include "datahall/event_handler.hpp"

namespace datahall {

struct alignas(32) EventEntry {
    std::int64_t time;  // ns
    const EventHandler* handler;
    std::uintptr_t target;  // its lowest bit: has a handle
    std::uint64_t arg;      // with a handle: slot, and generation << 32; the argument lies in the slot

    static constexpr std::uintptr_t handle_bit = 1;
    bool has_handle() const { return (target & handle_bit) != 0; }
    std::uint32_t slot() const { return static_cast<std::uint32_t>(arg); }
    std::uint32_t generation() const { return static_cast<std::uint32_t>(arg >> 32); }
    void* object() const {
        return reinterpret_cast<void*>(target & ~handle_bit);  // NOLINT(performance-no-int-to-ptr)
    }
};
static_assert(sizeof(EventEntry) == 32 && std::is_trivially_copyable_v<EventEntry>);

}  // namespace datahall
