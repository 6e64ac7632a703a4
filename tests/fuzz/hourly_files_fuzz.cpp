// Any bytes as a weather file or as hours of a grid, as the first byte says: a year of sound weather, hours
// without a gap, or a ConfigError of a named file.
#include <algorithm>
#include <array>
#include <cmath>
#include <string>

#include "datahall/config_error.hpp"
#include "datahall/model/registry.hpp"
#include "datahall/model/weather.hpp"

#include "models/builtin.hpp"
#include "sim/config/line_source.hpp"
#include "sim/config/signal_files.hpp"
#include "tests/fuzz/fuzz_target.hpp"
#include "tests/fuzz/require.hpp"
#include "tests/support/settings.hpp"

using namespace datahall;

namespace {

constexpr LineLimits limits{.line = 1'000'000, .total = 4'000'000, .ratio = 200};
constexpr std::array<const char*, 3> weathers{"epw", "open_meteo", "tmy3"};

void read_weather(const std::string& model, const std::string& text) {
    Models models;
    register_builtin(models);
    Settings settings;
    settings.source("file", [&] { return make_line_source(text, "weather", limits); });
    const auto weather = models.weather.find(model)->make(settings);
    require(weather != nullptr, "the settings are right");
    const Utc start = from_civil({.year = 2024});
    for (std::int64_t hour = 0; hour < 8'784; ++hour) {
        const Weather w = weather->at({start.seconds + hour * 3'600});
        require(std::isfinite(w.wet_bulb.degrees()) && w.dew_point <= w.dry_bulb, "the weather is sound");
        require(w.pressure.si() > 0 && w.irradiance >= 0, "there is air, and no sun takes heat away");
    }
}

void check_hours(const SignalHours& hours) {
    require(
        !hours.values.empty() && std::ranges::all_of(hours.values, [](double v) { return std::isfinite(v); }),
        "hours have no gap");
    const std::size_t n = hours.values.size();
    require(hours.align == SignalAlign::calendar || n == 8'760 || n == 8'784, "a year has its hours");
}

void read_hours(std::uint8_t kind, const std::string& text) {
    const auto file = make_line_source(text, "hours", limits);
    const HourlyRules rules{.align = (kind & 1U) != 0 ? SignalAlign::calendar : SignalAlign::typical_year};
    std::vector<std::string> notes;
    if ((kind & 2U) != 0) return check_hours(read_prices(*file, 3'600, rules, notes).hours);
    const auto format = (kind & 4U) != 0 ? CarbonFormat::eia930 : CarbonFormat::electricity_maps;
    check_hours(read_carbon(*file, format, CarbonBasis::life_cycle, rules, notes));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    if (size == 0) return 0;
    const std::string text{reinterpret_cast<const char*>(bytes) + 1, size - 1};
    try {
        const std::uint8_t kind = bytes[0] % 11;
        if (kind < weathers.size()) {
            read_weather(weathers[kind], text);
        } else {
            read_hours(static_cast<std::uint8_t>(kind - weathers.size()), text);
        }
    } catch (const ConfigError& e) {
        const std::string& code = e.problems().front().code;
        require(code == "E0604" || code == "E0605" || code == "E0606", "an error has its code");
    }
    return 0;
}
