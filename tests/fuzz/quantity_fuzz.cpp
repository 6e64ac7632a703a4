// Any text in any dimension: a finite value or a refusal with words; a value's text reads back to the same
// bits.
#include <bit>
#include <cmath>
#include <string_view>

#include "sim/config/date.hpp"
#include "sim/config/quantity.hpp"
#include "tests/fuzz/fuzz_target.hpp"
#include "tests/fuzz/require.hpp"

using namespace datahall;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    const std::string_view text{reinterpret_cast<const char*>(bytes), size};
    for (const UnitTable& table : unit_tables()) {
        const auto parsed = parse_quantity(text, table.dimension);
        if (!parsed.value) {
            require(!parsed.expected.empty(), "a refusal says what was expected");
            continue;
        }
        require(std::isfinite(*parsed.value), "a value is finite");
        require(!(*parsed.value == 0.0 && std::signbit(*parsed.value)), "zero has no sign");
        const auto back = parse_quantity(to_text(*parsed.value, table.dimension), table.dimension);
        require(back.value &&
                    std::bit_cast<std::uint64_t>(*back.value) == std::bit_cast<std::uint64_t>(*parsed.value),
                "a printed value reads back to the same bits");
    }
    if (const auto number = parse_integer(text); !number.value) {
        require(!number.expected.empty(), "a refusal says what was expected");
    }
    if (const auto date = parse_utc(text); date.value) {
        require(parse_utc(to_text(*date.value)).value == date.value || to_text(*date.value) < "1700" ||
                    to_text(*date.value) > "2250-12-31T23:59:59Z",
                "a printed date reads back");
    }
    return 0;
}
