// Weather of Open-Meteo and of TMY3 files: what they say, their gaps, and what is refused.
#include <cmath>
#include <functional>
#include <string>

#include <fmt/format.h>

#include "datahall/config_error.hpp"

#include "models/cooling/psychrometrics.hpp"
#include "sim/config/line_source.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/cooling_models.hpp"
#include "tests/support/settings.hpp"

using namespace datahall;

namespace {

std::unique_ptr<WeatherModel> load(const std::string& model, const std::string& text) {
    Models models;
    register_builtin(models);
    Settings settings;
    settings.source("file", [&] { return make_line_source(text, "weather.txt"); });
    return models.weather.find(model)->make(settings);
}

std::string refusal(const std::string& model, const std::string& text) {
    try {
        load(model, text);
    } catch (const ConfigError& error) {
        return error.what();
    }
    return "accepted";
}

Utc local_hour(int year, double offset_h, int hour) {
    return {from_civil({.year = year}).seconds - static_cast<std::int64_t>(offset_h * 3'600.0) +
            hour * 3'600};
}

/// A value of an hour as the file writes it.
using Value = std::function<std::string(int hour)>;

Value always(const char* text) {
    return [text](int) { return text; };
}

std::string array_of(const Value& value, int hours) {
    std::string out;
    for (int h = 0; h < hours; ++h) out += (h > 0 ? "," : "") + value(h);
    return "[" + out + "]";
}

std::string stamp(int year, int hour) {
    const CivilTime c = as_civil({from_civil({.year = year}).seconds + hour * 3'600});
    return fmt::format("\"{:04}-{:02}-{:02}T{:02}:00\"", c.year, c.month, c.day, c.hour);
}

// A day that repeats: 10 degC at midnight and a degree more each hour.
std::string by_hour(int hour) {
    return std::to_string(10 + hour % 24);
}

struct Archive {
    int year = 2023;
    int hours = 8'760;
    std::string head = "\"utc_offset_seconds\": 28800, \"elevation\": 19.0";
    Value temperature = by_hour;
    std::string more = "";

    std::string text() const {
        return "{" + head +
               ",\n\"hourly\": {\"time\": " + array_of([this](int h) { return stamp(year, h); }, hours) +
               ",\n\"temperature_2m\": " + array_of(temperature, hours) + more + "}}\n";
    }
};

std::string relative_humidity(int hours = 8'760) {
    return ",\n\"relative_humidity_2m\": " + array_of(always("50"), hours);
}

// Null from hour `from` on.
Value lost(int from, int hours) {
    return [=](int h) { return h >= from && h < from + hours ? std::string{"null"} : by_hour(h); };
}

std::string tmy3_text(const std::function<std::string(int row)>& row, int rows = 8'760) {
    std::string text =
        "725650,\"DENVER INTL, AP\",CO,-7.0,39.833,-104.650,1650\n"
        "Date (MM/DD/YYYY),Time (HH:MM),GHI (W/m^2),Dry-bulb (C),Dew-point (C),RHum (%),Pressure (mbar)\n";
    for (int r = 0; r < rows; ++r) text += row(r) + "\n";
    return text;
}

std::string tmy3_stamp(int row) {
    const CivilTime c = as_civil({from_civil({.year = 2001}).seconds + row / 24 * 86'400});
    return fmt::format("{:02}/{:02}/{},{:02}:00", c.month, c.day, 1980 + c.month, row % 24 + 1);
}

std::string tmy3_row(int row) {
    return fmt::format("{},{},{},-5,40,835", tmy3_stamp(row), row % 24 * 10, 10 + row % 24);
}

std::function<std::string(int)> tmy3_lost(int from, int hours) {
    return [=](int row) {
        const bool is_lost = row >= from && row < from + hours;
        return is_lost ? tmy3_stamp(row) + ",-9900,-9900,-9900,-9900,-9900" : tmy3_row(row);
    };
}

}  // namespace

TEST_CASE("the shipped year of Singapore has its published digest", "[cooling][weather]") {
    CoolingModels models;
    const auto weather =
        models.weather("{model: open_meteo, file: \"shipped:data/weather/singapore_2023.json.gz\"}");
    const auto at = [&](int hour) { return weather->at(local_hour(2023, 8, hour)); };
    CHECK(at(0).dry_bulb.degrees() == 25.2);
    CHECK(at(0).relative_humidity == Approx(0.86));
    const int noon = (31 + 28 + 31 + 30 + 31 + 30 + 1) * 24 + 11;  // 2 July, 11:00
    CHECK(at(noon).dry_bulb.degrees() == 29.1);
    CHECK(at(noon).relative_humidity == Approx(0.72));
    CHECK(at(0).pressure.si() == Approx(101'097.0).margin(0.5));  // of 19 m
    double humidity = 0.0;
    for (int hour = 0; hour < 8'760; ++hour) humidity += at(hour).relative_humidity * 100.0 / 8'760;
    CHECK(humidity == Approx(82.463).margin(0.0005));
    CHECK_THAT(weather->source(),
               Catch::Contains("Weather data by Open-Meteo.com") && Catch::Contains("2023"));
    // A run of another year takes the same hours; the offset holds all year.
    CHECK(weather->at(local_hour(2031, 8, noon)) == at(noon));
    REQUIRE(weather->notes().size() == 3);
    CHECK(weather->notes()[0] == "no station pressure: taken from the altitude");
}

TEST_CASE("nulls of an archive are gaps, closed as in any weather file", "[cooling][weather]") {
    const auto at = [](const Archive& archive, int hour) {
        return load("open_meteo", archive.text())->at(local_hour(2023, 8, hour)).dry_bulb.degrees();
    };
    // Hours 100 to 102 read 14 to 16 degC, between 13 and 17: a straight line is what was lost.
    Archive three{.temperature = lost(100, 3), .more = relative_humidity()};
    CHECK(at(three, 100) == Approx(14.0));
    CHECK(at(three, 102) == Approx(16.0));
    Archive thirty{.temperature = lost(200, 30), .more = relative_humidity()};
    CHECK(at(thirty, 229) == 10 + 229 % 24);
    Archive sixty{.temperature = lost(200, 60), .more = relative_humidity()};
    CHECK_THAT(refusal("open_meteo", sixty.text()),
               Catch::Contains("dry bulb") && Catch::Contains("60 hours"));
}

TEST_CASE("an archive's own pressure, dew point and radiation are taken", "[cooling][weather]") {
    const Archive archive{.more = ",\"dew_point_2m\": " + array_of(always("5.5"), 8'760) +
                                  ",\"surface_pressure\": " + array_of(always("990.5"), 8'760) +
                                  ",\"shortwave_radiation\": " +
                                  array_of([](int h) { return std::to_string(h % 24 * 10); }, 8'760)};
    const auto weather = load("open_meteo", archive.text());
    const Weather w = weather->at(local_hour(2023, 8, 12));
    CHECK(w.dew_point.degrees() == 5.5);
    CHECK(w.pressure.si() == 99'050.0);
    CHECK(w.irradiance == 130.0);  // stamped 13:00, for the hour before
    CHECK(weather->at(local_hour(2023, 8, 8'759)).irradiance == 0.0);
    CHECK(weather->notes().empty());
}

TEST_CASE("an archive of a leap year has 8784 hours and its own 29 February", "[cooling][weather]") {
    const Value degrees = [](int h) { return h / 24 == 59 ? std::string{"1.5"} : std::string{"20"}; };
    const Archive archive{
        .year = 2024, .hours = 8'784, .temperature = degrees, .more = relative_humidity(8'784)};
    const auto weather = load("open_meteo", archive.text());
    const auto at = [&](const CivilTime& local) {
        return weather->at({from_civil(local).seconds - 8 * 3'600}).dry_bulb.degrees();
    };
    CHECK(at({.year = 2028, .month = 2, .day = 29, .hour = 5}) == 1.5);
    CHECK(at({.year = 2023, .month = 3, .day = 1}) == 20.0);
}

TEST_CASE("archives that are not a year, or lack a part of it, are refused", "[cooling][weather]") {
    const auto refused = [](const Archive& archive) { return refusal("open_meteo", archive.text()); };
    CHECK(refused({.more = relative_humidity()}) == "accepted");
    CHECK_THAT(refused({.hours = 8'759, .more = relative_humidity(8'759)}), Catch::Contains("a whole year"));
    CHECK_THAT(refused({.year = 2024, .more = relative_humidity()}), Catch::Contains("a whole year"));
    CHECK_THAT(refused({.hours = 8'800, .more = relative_humidity(8'800)}), Catch::Contains("8784"));
    CHECK_THAT(refused({}), Catch::Contains("relative_humidity_2m"));
    CHECK_THAT(refused({.more = relative_humidity(100)}), Catch::Contains("expected 8760 values"));
    CHECK_THAT(refused({.more = relative_humidity() + relative_humidity()}), Catch::Contains("twice"));
    CHECK_THAT(refused({.head = "\"elevation\": 19", .more = relative_humidity()}),
               Catch::Contains("utc_offset_seconds"));
    CHECK_THAT(refused({.head = "\"utc_offset_seconds\": 0", .more = relative_humidity()}),
               Catch::Contains("elevation"));
    CHECK_THAT(refused({.temperature = always("\"warm\""), .more = relative_humidity()}),
               Catch::Contains("expected a number or null") && Catch::Contains("weather.txt:3"));
    CHECK_THAT(refused({.temperature = always("85"), .more = relative_humidity()}),
               Catch::Contains("-70 to 70"));
    CHECK_THAT(refused({.head = "\"utc_offset_seconds\": 0, \"elevation\": 1, "
                                "\"hourly_units\": {\"temperature_2m\": \"\\u00b0F\"}",
                        .more = relative_humidity()}),
               Catch::Contains("hourly_units.temperature_2m"));
    CHECK_THAT(
        refusal("open_meteo", "{\"hourly\": {\"time\": [\"2023-01-01T00:00\", \"2023-01-01T02:00\"]}}"),
        Catch::Contains("an hour after"));
    CHECK_THAT(refusal("open_meteo", "{\"hourly\": {\"time\": [\"2023-13-01T00:00\"]}}"),
               Catch::Contains("expected a time"));
    CHECK_THAT(refusal("open_meteo", "{\"hourly\": {\"time\": ["), Catch::Contains("the end of the file"));
    CHECK_THAT(refusal("open_meteo", "[]"), Catch::Contains("expected '{'"));
    CHECK_THAT(refusal("open_meteo", "{}"), Catch::Contains("hours of a year"));
}

TEST_CASE("a TMY3 file is a year of local standard time, by the names of its columns", "[cooling][weather]") {
    const auto weather = load("tmy3", tmy3_text(tmy3_row));
    const Weather w = weather->at(local_hour(2021, -7, 24 * 200 + 15));
    CHECK(w.dry_bulb.degrees() == 25.0);
    CHECK(w.dew_point.degrees() == -5.0);
    CHECK(w.relative_humidity == 0.4);
    CHECK(w.pressure.si() == 83'500.0);
    CHECK(w.irradiance == 150.0);
    CHECK(weather->source() == "DENVER INTL, AP, CO (TMY3, NREL, station 725650)");
    CHECK(weather->notes().empty());
}

TEST_CASE("values of -9900 in a TMY3 file are gaps", "[cooling][weather]") {
    const auto at = [](const WeatherModel& weather, int hour) {
        return weather.at(local_hour(2021, -7, hour));
    };
    const auto three = load("tmy3", tmy3_text(tmy3_lost(100, 3)));
    CHECK(at(*three, 101).dry_bulb.degrees() == Approx(15.0));
    CHECK(at(*three, 101).pressure.si() == Approx(83'500.0));
    const auto thirty = load("tmy3", tmy3_text(tmy3_lost(200, 30)));
    CHECK(at(*thirty, 229).dry_bulb.degrees() == 10 + 229 % 24);
    CHECK_THAT(refusal("tmy3", tmy3_text(tmy3_lost(300, 60))),
               Catch::Contains("missing for 60 hours from data row 301"));
    const auto no_pressure =
        load("tmy3", tmy3_text([](int row) { return fmt::format("{},0,20,5,40,-9900", tmy3_stamp(row)); }));
    CHECK(at(*no_pressure, 0).pressure.si() == Approx(psychro::pressure_at(1'650.0)));
}

TEST_CASE("broken TMY3 files are refused with their line", "[cooling][weather]") {
    const auto changed = [](int at, const std::string& text) {
        return refusal("tmy3", tmy3_text([=](int row) { return row == at ? text : tmy3_row(row); }));
    };
    CHECK_THAT(changed(5, "01/01/1981,07:00,0,10,5,40,835"),
               Catch::Contains("weather.txt:8") && Catch::Contains("expected 06:00"));
    CHECK_THAT(changed(24, "01/01/1981,01:00,0,10,5,40,835"), Catch::Contains("expected 01/02/"));
    CHECK_THAT(changed(5, "01/01/1981,06:00,0,warm,5,40,835"), Catch::Contains("expected a number"));
    CHECK_THAT(changed(5, "01/01/1981,06:00,0,10,5,40,8350"), Catch::Contains("station pressure"));
    CHECK_THAT(changed(5, "01/01/1981,06:00,0,10"), Catch::Contains("expected 7 fields, got 4"));
    CHECK_THAT(refusal("tmy3", tmy3_text(tmy3_row, 8'759)), Catch::Contains("got 8759"));
    CHECK_THAT(refusal("tmy3", tmy3_text(tmy3_row, 8'761)), Catch::Contains("expected 8760"));
    CHECK_THAT(refusal("tmy3", ""), Catch::Contains("an empty file"));
    CHECK_THAT(refusal("tmy3", "1,x,CO,-7,39,-104,high\n"), Catch::Contains("elevation"));
    CHECK_THAT(refusal("tmy3", "1,x,CO,-7,39,-104,1650\nDate,Time\n"),
               Catch::Contains("no column of this name"));
}
