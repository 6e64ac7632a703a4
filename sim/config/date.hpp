// Dates with their zone: "2017-10-09T00:00:00Z", "2017-10-09T02:00:00+02:00", "2017-10-09".
#pragma once

#include <string>
#include <string_view>

#include "datahall/calendar.hpp"

#include "sim/config/quantity.hpp"

namespace datahall {

/// A date alone is midnight UTC; a time needs its zone.  Years 1700 to 2250, which an Instant can
/// reach from each other; no leap seconds.
Parsed<Utc> parse_utc(std::string_view text);

/// "2017-10-09T00:00:00Z".
std::string to_text(Utc time);

}  // namespace datahall
