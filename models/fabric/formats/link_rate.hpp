// Rates of InfiniBand links as tools print them: "4xNDR".
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace datahall {

/// Data rate in bit/s, one way: lanes times the rate of a lane after line coding.  0 where the tool did not
/// know ("???"), empty for what no tool prints.
std::optional<double> link_rate(std::string_view token);

/// The token whose rate differs by at most 1e-6 of it, four lanes before others; "???" if there is none.
std::string link_rate_token(double rate);

/// "SDR, DDR, ...": for messages.
std::string link_speed_names();

}  // namespace datahall
