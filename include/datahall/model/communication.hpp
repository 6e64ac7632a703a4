// What the devices of a job say to each other, over and over, while it runs.
#pragma once

#include <cstdint>

#include "datahall/equipment.hpp"
#include "datahall/keys.hpp"
#include "datahall/units.hpp"

namespace datahall {

enum class Collective : std::uint8_t { all_reduce, all_gather, reduce_scatter, all_to_all, send_recv };

/// One iteration: `compute` on the reference, then `collective` over all devices of the job.  Of the
/// collective's time, `overlap` of `compute` may hide as much.
struct Communication {
    Collective collective = Collective::all_reduce;
    Bits payload;          // of a rank and iteration: S of the collective's formula, > 0
    Seconds compute;       // of an iteration on the reference device, all that is no communication
    double overlap = 0.0;  // 0..1: share of `compute` during which bytes may travel
    Provenance origin;
};

void describe(Keys& keys, Communication& communication);

}  // namespace datahall
