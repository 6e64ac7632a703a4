// How long fewer than so many units have been free, for every number of units at once.
//
// Free units are a step function of time.  The clock adds the length of each step to its level, in a tree of
// partial sums (Fenwick), so that the time below any level is a sum of a few of them.  A job that needs
// `units` has lacked them from a to b for below(units, b) - below(units, a).  Levels that nobody has asked
// for are not kept: what was before reach() does not matter to such a difference.
//
// Invariant: below() never falls as time rises, nor as units do within what was reached at the start.
// Cost: O(log widest) for each step and each question; 16 bytes a unit of the widest job at most.
#pragma once

#include <cstdint>
#include <vector>

namespace datahall {

class ShortageClock {
public:
    explicit ShortageClock(std::uint32_t free) : free_{free} {}

    /// From `now_ns` on below() knows up to so many units.
    void reach(std::uint32_t units, std::int64_t now_ns);

    /// The free units from `now_ns` on.  Times must not fall.
    void set(std::int64_t now_ns, std::uint32_t free);
    /// Time up to `now_ns` with fewer than `units` free.  REQUIRES: they have been reached.
    std::int64_t below(std::uint32_t units, std::int64_t now_ns) const;

private:
    std::size_t levels() const { return sums_.size() - 1; }  // a power of two

    // Node i: of the levels i - lowest bit of i, ..., i - 1.
    std::vector<std::int64_t> sums_ = std::vector<std::int64_t>(2);
    std::uint32_t free_;
    std::int64_t since_ns_ = 0;
};

/// What a job needs: units, and where nodes are shared a request by number.
struct Need {
    static constexpr std::uint32_t no_request = UINT32_MAX;

    // NOLINTNEXTLINE(google-explicit-constructor): a number of units is a need
    Need(std::uint32_t unit_count, std::uint32_t request_number = no_request)
        : units{unit_count}, request{request_number} {}

    std::uint32_t units;
    std::uint32_t request;
};

/// What stands in the way of a request where nodes are shared, while enough units are free.
enum class Room : std::uint8_t { enough, scarce, in_pieces };

/// Time for which devices were lacking, and the parts of it in which those asleep would have sufficed, or
/// only those out of service as well; and time for which there were enough, but all nodes together lacked
/// something else, or had it in pieces.
struct Lack {
    std::int64_t free_ns = 0;
    std::int64_t asleep_ns = 0;
    std::int64_t service_ns = 0;
    std::int64_t scarce_ns = 0;
    std::int64_t in_pieces_ns = 0;
};

/// For how long a request has not had room, and why.
class RoomClock {
public:
    void set(std::int64_t now_ns, Room room) {
        if (room == room_) return;
        add(now_ns, lack_);
        room_ = room;
        since_ns_ = now_ns;
    }
    /// Adds the time up to `now_ns`.
    void read(std::int64_t now_ns, Lack& lack) const {
        lack.scarce_ns += lack_.scarce_ns;
        lack.in_pieces_ns += lack_.in_pieces_ns;
        add(now_ns, lack);
    }

private:
    void add(std::int64_t now_ns, Lack& lack) const {
        if (room_ == Room::scarce) lack.scarce_ns += now_ns - since_ns_;
        if (room_ == Room::in_pieces) lack.in_pieces_ns += now_ns - since_ns_;
    }

    Lack lack_;
    Room room_ = Room::enough;
    std::int64_t since_ns_ = 0;
};

/// The shortage clock of a cluster whose units may be out of service, and on nodes that sleep if `sleeps`,
/// and whose nodes may be shared.
class ClusterClock {
public:
    explicit ClusterClock(std::uint32_t units, bool sleeps = false)
        : free_{units}, awakened_{units}, usable_{units}, sleeps_{sleeps} {}

    void reach(const Need& need, std::int64_t now_ns) {
        free_.reach(need.units, now_ns);
        if (sleeps_) awakened_.reach(need.units, now_ns);
        usable_.reach(need.units, now_ns);
        if (need.request != Need::no_request && need.request >= rooms_.size())
            rooms_.resize(need.request + 1);
    }

    /// From `now_ns` on `free` units are free; `idle` more would be, were they not out of service, and
    /// `asleep` more, were they awake.
    void set(std::int64_t now_ns, std::uint32_t free, std::uint32_t idle, std::uint32_t asleep = 0) {
        free_.set(now_ns, free);
        if (sleeps_) awakened_.set(now_ns, free + asleep);
        usable_.set(now_ns, free + asleep + idle);
    }
    /// From `now_ns` on.  REQUIRES: the request has been reached.
    void set_room(std::int64_t now_ns, std::uint32_t request, Room room) {
        rooms_[request].set(now_ns, room);
    }
    Lack lack(const Need& need, std::int64_t now_ns) const {
        const std::int64_t free = free_.below(need.units, now_ns);
        const std::int64_t awakened = sleeps_ ? awakened_.below(need.units, now_ns) : free;
        Lack lack{.free_ns = free,
                  .asleep_ns = free - awakened,
                  .service_ns = awakened - usable_.below(need.units, now_ns)};
        if (need.request != Need::no_request) rooms_[need.request].read(now_ns, lack);
        return lack;
    }

private:
    ShortageClock free_;
    ShortageClock awakened_;
    ShortageClock usable_;
    bool sleeps_;
    std::vector<RoomClock> rooms_;  // by request
};

}  // namespace datahall
