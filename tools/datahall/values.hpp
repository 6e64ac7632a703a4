// Option values as numbers, durations and sizes: one strict way to read each, one way to refuse.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>

#include "datahall/units.hpp"

#include "tools/datahall/options.hpp"

namespace datahall {

struct WholeRange {
    std::uint64_t least = 0;
    std::uint64_t most = std::numeric_limits<std::uint64_t>::max();
};

/// Decimal digits within `range`; empty if the option was not given.  Throws UsageError.
std::optional<std::uint64_t> whole_of(const Arguments& arguments, std::string_view option,
                                      WholeRange range = {});

/// A time above zero such as "36 h", with the units of scenario files.
std::optional<Seconds> duration_of(const Arguments& arguments, std::string_view option);

/// A rate above zero such as "400 Gb/s".
std::optional<BitsPerSecond> rate_of(const Arguments& arguments, std::string_view option);

/// Bytes such as "4 MiB", 1 or more.
std::optional<std::size_t> size_of(const Arguments& arguments, std::string_view option);

}  // namespace datahall
