// Every unit symbol against its definition, and everything that only looks like a number.
#include "sim/config/quantity.hpp"

#include <bit>
#include <cmath>

#include "tests/support/catch.hpp"
#include "tests/support/splitmix.hpp"

using namespace datahall;

namespace {

struct Case {
    const char* text;
    Dimension dimension;
    double si;
};

// One of each symbol.  The right-hand sides are the definitions of the units.
const Case symbols[] = {
    {"1 W", Dimension::power, 1},
    {"1 kW", Dimension::power, 1e3},
    {"1 MW", Dimension::power, 1e6},
    {"1 GW", Dimension::power, 1e9},
    {"1 J", Dimension::energy, 1},
    {"1 kJ", Dimension::energy, 1e3},
    {"1 MJ", Dimension::energy, 1e6},
    {"1 GJ", Dimension::energy, 1e9},
    {"1 Wh", Dimension::energy, 3600},
    {"1 kWh", Dimension::energy, 3.6e6},
    {"1 MWh", Dimension::energy, 3.6e9},
    {"1 GWh", Dimension::energy, 3.6e12},
    {"1 ns", Dimension::time, 1e-9},
    {"1 us", Dimension::time, 1e-6},
    {"1 ms", Dimension::time, 1e-3},
    {"1 s", Dimension::time, 1},
    {"1 min", Dimension::time, 60},
    {"1 h", Dimension::time, 3600},
    {"1 d", Dimension::time, 86400},
    {"1 y", Dimension::time, 365.25 * 86400},
    {"1 mm", Dimension::length, 1e-3},
    {"1 cm", Dimension::length, 1e-2},
    {"1 m", Dimension::length, 1},
    {"1 km", Dimension::length, 1e3},
    {"1 ft", Dimension::length, 0.3048},
    {"1 in", Dimension::length, 0.0254},
    {"1 mi", Dimension::length, 1609.344},
    {"1 m2", Dimension::area, 1},
    {"1 ft2", Dimension::area, 0.3048 * 0.3048},
    {"1 g", Dimension::mass, 1e-3},
    {"1 kg", Dimension::mass, 1},
    {"1 t", Dimension::mass, 1e3},
    {"1 lb", Dimension::mass, 0.45359237},
    {"1 kg/m", Dimension::linear_mass, 1},
    {"1 g/m", Dimension::linear_mass, 1e-3},
    {"1 degC", Dimension::temperature, 1},
    {"32 degF", Dimension::temperature, 0},
    {"212 degF", Dimension::temperature, 100},
    {"-40 degF", Dimension::temperature, -40},
    {"1 K", Dimension::difference, 1},
    {"1 b", Dimension::data, 1},
    {"1 kb", Dimension::data, 1e3},
    {"1 Mb", Dimension::data, 1e6},
    {"1 Gb", Dimension::data, 1e9},
    {"1 Tb", Dimension::data, 1e12},
    {"1 B", Dimension::data, 8},
    {"1 kB", Dimension::data, 8e3},
    {"1 MB", Dimension::data, 8e6},
    {"1 GB", Dimension::data, 8e9},
    {"1 TB", Dimension::data, 8e12},
    {"1 KiB", Dimension::data, 8192},
    {"1 MiB", Dimension::data, 8388608},
    {"1 GiB", Dimension::data, 8589934592},
    {"1 TiB", Dimension::data, 8796093022208},
    {"1 b/s", Dimension::data_rate, 1},
    {"1 kb/s", Dimension::data_rate, 1e3},
    {"1 Mb/s", Dimension::data_rate, 1e6},
    {"1 Gb/s", Dimension::data_rate, 1e9},
    {"1 Tb/s", Dimension::data_rate, 1e12},
    {"1 B/s", Dimension::data_rate, 8},
    {"1 kB/s", Dimension::data_rate, 8e3},
    {"1 MB/s", Dimension::data_rate, 8e6},
    {"1 GB/s", Dimension::data_rate, 8e9},
    {"1 TB/s", Dimension::data_rate, 8e12},
    {"1 KiB/s", Dimension::data_rate, 8192},
    {"1 MiB/s", Dimension::data_rate, 8388608},
    {"1 GiB/s", Dimension::data_rate, 8589934592},
    {"1 TiB/s", Dimension::data_rate, 8796093022208},
    {"1 USD", Dimension::money, 1},
    {"1 kUSD", Dimension::money, 1e3},
    {"1 MUSD", Dimension::money, 1e6},
    {"1 USD/kWh", Dimension::energy_price, 1 / 3.6e6},
    {"1 USD/MWh", Dimension::energy_price, 1 / 3.6e9},
    {"1 USD/J", Dimension::energy_price, 1},
    {"1 g/kWh", Dimension::emissions, 1 / 3.6e9},
    {"1 kg/kWh", Dimension::emissions, 1 / 3.6e6},
    {"1 kg/MWh", Dimension::emissions, 1 / 3.6e9},
    {"1 kg/J", Dimension::emissions, 1},
    {"1 L/kWh", Dimension::water_use, 1 / 3.6e9},
    {"1 m3/MWh", Dimension::water_use, 1 / 3.6e9},
    {"1 m3/J", Dimension::water_use, 1},
    {"1 W/K", Dimension::conductance, 1},
    {"1 kW/K", Dimension::conductance, 1e3},
    {"1 MW/K", Dimension::conductance, 1e6},
    {"1 J/K", Dimension::heat_capacity, 1},
    {"1 kJ/K", Dimension::heat_capacity, 1e3},
    {"1 MJ/K", Dimension::heat_capacity, 1e6},
    {"1 kg/s", Dimension::mass_flow, 1},
    {"1 kg/h", Dimension::mass_flow, 1 / 3600.0},
    {"1 m3/s", Dimension::volume_flow, 1},
    {"1 m3/h", Dimension::volume_flow, 1 / 3600.0},
    {"1 L/min", Dimension::volume_flow, 1e-3 / 60},
    {"1 L/s", Dimension::volume_flow, 1e-3},
    {"1 CFM", Dimension::volume_flow, 0.3048 * 0.3048 * 0.3048 / 60},        // cubic foot a minute
    {"1 GPM", Dimension::volume_flow, 231 * 0.0254 * 0.0254 * 0.0254 / 60},  // 231 cubic inches a minute
    {"1 Pa", Dimension::pressure, 1},
    {"1 kPa", Dimension::pressure, 1e3},
    {"1 MPa", Dimension::pressure, 1e6},
    {"1 bar", Dimension::pressure, 1e5},
    {"1 psi", Dimension::pressure, 6894.757293168},
    {"95 %", Dimension::ratio, 0.95},
    {"0.95", Dimension::ratio, 0.95},
    {"3.5", Dimension::number, 3.5},
};

std::string hint_for(std::string_view text, Dimension d) {
    const auto parsed = parse_quantity(text, d);
    return parsed.value ? "accepted" : parsed.hint;
}

}  // namespace

TEST_CASE("every unit symbol has the value of its definition", "[quantity]") {
    for (const Case& c : symbols) {
        INFO(c.text);
        const auto parsed = parse_quantity(c.text, c.dimension);
        REQUIRE(parsed.value);
        CHECK(std::fabs(*parsed.value - c.si) <= 1e-15 * std::fabs(c.si));
    }
}

TEST_CASE("the list of symbols above has every unit of every table", "[quantity]") {
    for (const UnitTable& table : unit_tables()) {
        for (const Unit& unit : table.units) {
            INFO(unit.symbol);
            const auto is_listed = [&](const Case& c) {
                return c.dimension == table.dimension &&
                       std::string_view{c.text}.ends_with(" " + std::string{unit.symbol});
            };
            CHECK(std::ranges::any_of(symbols, is_listed));
        }
        CHECK(parse_quantity(table.example, table.dimension).value);
    }
}

TEST_CASE("spaces before the unit are optional, zero needs no unit, and minus zero is zero", "[quantity]") {
    CHECK(parse_quantity("12kW", Dimension::power).value == 12000);
    CHECK(parse_quantity("12   kW", Dimension::power).value == 12000);
    CHECK(parse_quantity("0", Dimension::power).value == 0);
    CHECK(parse_quantity("0.0", Dimension::power).value == 0);
    CHECK(parse_quantity("1.5e3 W", Dimension::power).value == 1500);
    CHECK(parse_quantity("-5 degC", Dimension::temperature).value == -5);
    CHECK_FALSE(std::signbit(*parse_quantity("-0", Dimension::power).value));
    CHECK_FALSE(std::signbit(*parse_quantity("-0 W", Dimension::power).value));
}

TEST_CASE("what only looks like a quantity is refused", "[quantity]") {
    for (const char* text : {"",      " ",      "W",           "nan W",    "inf W", "-inf W",      "infinity",
                             "nan",   "0x1F W", "0x1F",        "1_000 W",  "1,5 W", "1 000 W",     "1.5.2 W",
                             "--1 W", "+1 W",   "1e999 W",     "1e308 GW", "1 W ",  " 1 W",        "1 W W",
                             "1 w",   "1 kw",   "1 VA",        "1 kWh",    "1\tW",  "1 \xc2\xa0W", "1 W/s",
                             "12",    "1e W",   "1 \xce\xbcW", "one W",    "1 %"}) {
        INFO(text);
        CHECK_FALSE(parse_quantity(text, Dimension::power).value);
    }
    CHECK_FALSE(parse_quantity("300 K", Dimension::temperature).value);
    CHECK_FALSE(parse_quantity("10 degC", Dimension::difference).value);
    CHECK_FALSE(parse_quantity("5 W", Dimension::number).value);
    CHECK_FALSE(parse_quantity("5 %", Dimension::number).value);
}

TEST_CASE("a hint says what the writer may have meant", "[quantity]") {
    CHECK(hint_for("12", Dimension::power) == "no unit; units: W, kW, MW, GW");
    CHECK(hint_for("12 kWh", Dimension::power) == "'kWh' is a unit of energy; units: W, kW, MW, GW");
    CHECK(hint_for("12 mW", Dimension::power) == "did you mean 'MW'?");
    CHECK(hint_for("12 kw", Dimension::power) == "did you mean 'kW'?");
    CHECK(hint_for("50 GB", Dimension::data_rate) ==
          "'GB' counts bytes: write 'GB/s' for bytes or 'Gb/s' for bits per second");
    CHECK(hint_for("50 GiB", Dimension::data_rate) ==
          "'GiB' counts bytes: write 'GiB/s' for bytes or 'Gb/s' for bits per second");
    CHECK(hint_for("50 Gb", Dimension::data_rate) == "'Gb' counts bits: write 'Gb/s' for bits per second");
    CHECK(hint_for("50 gb", Dimension::data) == "did you mean 'Gb' or 'GB'?");
    CHECK(hint_for("1,5 kW", Dimension::power) == "write a decimal point, and no separators of thousands");
    CHECK(hint_for("1_000 W", Dimension::power) == "write the number without underscores");
    CHECK(hint_for("0x1F W", Dimension::power) == "numbers are decimal");
    CHECK(hint_for("nan W", Dimension::power) == "numbers are finite");
    CHECK(hint_for("1e999 W", Dimension::power) == "too large or too small for a number");
    CHECK(hint_for("1e308 GW", Dimension::power) == "too large for a number");
}

TEST_CASE("whole numbers are decimal and fit 64 bits", "[quantity]") {
    CHECK(parse_integer("010").value == 10);
    CHECK(parse_integer("-9223372036854775808").value == std::numeric_limits<std::int64_t>::min());
    CHECK(parse_integer("9223372036854775807").value == std::numeric_limits<std::int64_t>::max());
    for (const char* text :
         {"", "9223372036854775808", "1e3", "1.0", "0x10", "1_000", "+1", "1 ", " 1", "--1", "1,000"}) {
        INFO(text);
        CHECK_FALSE(parse_integer(text).value);
    }
}

TEST_CASE("a printed quantity reads back to the same bits", "[quantity]") {
    CHECK(to_text(12000, Dimension::power) == "12 kW");
    CHECK(to_text(1, Dimension::power) == "1 W");
    CHECK(to_text(86400, Dimension::time) == "1 d");
    CHECK(to_text(0.95, Dimension::ratio) == "0.95");
    CHECK(to_text(-0.0, Dimension::power) == "0 W");
    CHECK(to_text(27, Dimension::temperature) == "27 degC");
    SplitMix random{1};
    for (int i = 0; i < 20'000; ++i) {
        const auto dimension =
            static_cast<Dimension>(random.below(static_cast<std::uint32_t>(unit_tables().size())));
        const double exact = std::bit_cast<double>(random.next());
        const double plain = static_cast<double>(random.below(1'000'000)) / 1000.0;
        const double value = i % 2 == 0 ? exact : plain;
        if (!std::isfinite(value)) continue;
        const auto back = parse_quantity(to_text(value, dimension), dimension);
        INFO(to_text(value, dimension));
        REQUIRE(back.value);
        CHECK(std::bit_cast<std::uint64_t>(*back.value) == std::bit_cast<std::uint64_t>(value));
    }
}
