// Weather files: their digests, gaps and refusals; the synthetic climate.
#include <filesystem>
#include <fstream>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include <unistd.h>

#include "datahall/config_error.hpp"

#include "models/cooling/psychrometrics.hpp"
#include "models/cooling/typical_year.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/cooling_models.hpp"

using namespace datahall;

namespace {

constexpr double denver_offset_h = -7.0;

std::unique_ptr<WeatherModel> shipped(const std::string& name) {
    CoolingModels models;
    return models.weather("{model: epw, file: \"shipped:data/weather/" + name + ".epw.gz\"}");
}

// Hour `hour` (from 0) of a year without a leap day, at a site `offset_h` from UTC.
Utc local_hour(double offset_h, int hour) {
    return {from_civil({.year = 2021}).seconds - static_cast<std::int64_t>(offset_h * 3'600.0) +
            hour * 3'600};
}

using Fields = std::vector<std::string>;
/// Changes the fields of data row `row`, from 0.
using Edit = std::function<void(Fields& fields, int row)>;

std::string edited(std::string_view line, int row, const Edit& edit) {
    Fields fields{""};
    for (const char c : line) {
        if (c == ',') fields.emplace_back();
        if (c != ',') fields.back() += c;
    }
    edit(fields, row);
    std::string out = fields[0];
    for (std::size_t i = 1; i < fields.size(); ++i) out += "," + fields[i];
    return out;
}

// Denver's weather with changed rows, loaded like any file; `rows` of them.
std::unique_ptr<WeatherModel> denver_with(const Edit& edit, int rows = 8'760) {
    const auto folder = std::filesystem::temp_directory_path() / ("datahall_epw_" + std::to_string(getpid()));
    std::filesystem::create_directories(folder);
    CoolingModels models;
    {
        const auto in = open_lines(models.context, {"shipped:data/weather/denver.epw.gz", "", {}});
        std::ofstream out{folder / "edited.epw"};
        std::string_view line;
        for (int row = -8; row < rows && in->next(line); ++row) {
            out << (row < 0 ? std::string{line} : edited(line, row, edit)) << '\n';
        }
    }
    models.context.root = folder.string();
    struct Cleaner {
        std::filesystem::path folder;
        ~Cleaner() { std::filesystem::remove_all(folder); }
    } const cleaner{folder};
    return models.weather("{model: epw, file: edited.epw}");
}

// Rows [from, from + hours) read `codes` in those columns.
Edit lose(int from, int hours, std::vector<std::pair<std::size_t, std::string>> codes) {
    return [=](Fields& fields, int row) {
        if (row < from || row >= from + hours) return;
        for (const auto& [column, code] : codes) fields[column] = code;
    };
}

Edit nothing() {
    return [](Fields&, int) {};
}

std::string refusal(const Edit& edit, int rows = 8'760) {
    try {
        denver_with(edit, rows);
    } catch (const ConfigError& error) {
        return error.what();
    }
    return "accepted";
}

const std::vector<std::pair<std::size_t, std::string>> all_codes{{6, "99.9"},
                                                                 {7, "99.9"},
                                                                 {8, "999"},
                                                                 {9, "999999"}};

}  // namespace

TEST_CASE("shipped weather files have their published digests", "[cooling][weather]") {
    struct File {
        const char* name;
        double offset_h;
        double first[4];  // dry bulb, dew point, RH in %, pressure of row 1
        double noon[4];   // row 4,380
        double last[4];   // row 8,760
        double mean_dew_point, mean_humidity, mean_pressure;
        double radiation;  // on the horizontal, kWh/m2 a year
    };
    const File files[] = {
        {"chicago",
         -6,
         {-12.2, -16.1, 73, 99500},
         {22.8, 15.0, 62, 99100},
         {-6.1, -8.9, 81, 98300},
         4.311,
         70.335,
         99188.7,
         1406.6},
        {"denver",
         -7,
         {-18.0, -19.7, 85, 83700},
         {25.0, 11.1, 42, 84200},
         {-19.4, -21.7, 80, 84100},
         -1.066,
         49.618,
         83460.1,
         1670.2},
        {"san_francisco",
         -8,
         {7.2, 5.6, 90, 102200},
         {19.6, 6.5, 42, 101400},
         {11.1, 10.6, 97, 101700},
         8.938,
         74.476,
         101718.6,
         1716.4},
        {"phoenix",
         -7,
         {8.30, -6.10, 33, 97058},
         {37.80, 4.40, 13, 97327},
         {7.80, 4.40, 79, 97300},
         3.459,
         29.911,
         97294.0,
         2152.9},
        {"seattle",
         -8,
         {0.0, -4.40, 69, 101528},
         {22.80, 15.0, 61, 100451},
         {6.0, 4.0, 87, 99643},
         6.587,
         72.659,
         100100.2,
         1251.7},
    };
    for (const File& file : files) {
        CAPTURE(file.name);
        const auto weather = shipped(file.name);
        const auto check = [&](int row, const double* expected) {
            const Weather w = weather->at(local_hour(file.offset_h, row - 1));
            CHECK(w.dry_bulb.degrees() == expected[0]);
            CHECK(w.dew_point.degrees() == expected[1]);
            CHECK(w.relative_humidity == Approx(expected[2] / 100.0));
            CHECK(w.pressure.si() == expected[3]);
        };
        check(1, file.first);
        check(4'380, file.noon);
        check(8'760, file.last);
        double dew_point = 0.0, humidity = 0.0, pressure = 0.0, radiation = 0.0;
        for (int hour = 0; hour < 8'760; ++hour) {
            const Weather w = weather->at(local_hour(file.offset_h, hour));
            dew_point += w.dew_point.degrees() / 8'760;
            humidity += w.relative_humidity * 100.0 / 8'760;
            pressure += w.pressure.si() / 8'760;
            radiation += w.irradiance / 1'000;
            CHECK(w.wet_bulb <= w.dry_bulb);
            CHECK(w.wet_bulb.degrees() >= w.dew_point.degrees() - 1e-5);
        }
        CHECK(dew_point == Approx(file.mean_dew_point).margin(0.01));
        CHECK(humidity == Approx(file.mean_humidity).margin(0.001));
        CHECK(pressure == Approx(file.mean_pressure).margin(0.1));
        CHECK(radiation == Approx(file.radiation).margin(0.05));
    }
}

TEST_CASE("a file names its station and its product as its terms ask", "[cooling][weather]") {
    const std::string denver = shipped("denver")->source();
    CHECK(denver.find("Denver Intl Ap, CO, USA (TMY3, WMO 725650)") == 0);
    CHECK(denver.find("NREL TMY Data Set (2008)") != std::string::npos);
    const std::string seattle = shipped("seattle")->source();
    CHECK(seattle.find("Climate.Onebuilding.org") != std::string::npos);
}

TEST_CASE("a climate without swings never changes", "[cooling][weather]") {
    const auto weather =
        CoolingModels{}.weather("{model: synthetic, annual_amplitude: 0 K, daily_amplitude: 0 K}");
    const Utc winter = from_civil({.year = 2024, .month = 1, .day = 1});
    const Utc summer = from_civil({.year = 2024, .month = 7, .day = 19, .hour = 15});
    CHECK(weather->at(winter) == weather->at(summer));
    CHECK(weather->next_change(winter) > from_civil({.year = 9'999}));
}

TEST_CASE("row n holds from n-1 to n hours of local standard time, every year", "[cooling][weather]") {
    const auto weather = shipped("denver");
    const Utc new_year = local_hour(denver_offset_h, 0);
    CHECK(weather->at(new_year).dry_bulb.degrees() == -18.0);
    CHECK(weather->at({new_year.seconds + 3'599}).dry_bulb.degrees() == -18.0);
    CHECK(weather->at({new_year.seconds + 3'600}).dry_bulb.degrees() == -16.6);
    CHECK(weather->at({new_year.seconds - 1}).dry_bulb.degrees() == -19.4);
    CHECK(weather->at({new_year.seconds + 365 * 86'400}) == weather->at(new_year));  // 2022
    CHECK(weather->next_change(new_year).seconds == new_year.seconds + 3'600);
    CHECK(weather->next_change({new_year.seconds + 1'234}).seconds == new_year.seconds + 3'600);
    // 29 February 2024 repeats the 28th.
    const std::int64_t leap_day = from_civil({.year = 2024, .month = 2, .day = 29, .hour = 20}).seconds;
    CHECK(weather->at({leap_day}) == weather->at({leap_day - 86'400}));
}

TEST_CASE("a file of a leap year has a 29 February of its own", "[cooling][weather]") {
    std::vector<Weather> rows(8'784);
    for (std::size_t i = 0; i < rows.size(); ++i) rows[i].dry_bulb = Celsius{static_cast<double>(i)};
    const TypicalYear year{rows, 0};
    const auto at = [&](int y, int month, int day) {
        return year.at(from_civil({.year = y, .month = month, .day = day})).dry_bulb.degrees();
    };
    CHECK(at(2024, 2, 29) == 59 * 24);
    CHECK(at(2024, 3, 1) == 60 * 24);
    CHECK(at(2023, 3, 1) == 60 * 24);
    CHECK(at(2023, 12, 31) == 365 * 24);
}

TEST_CASE("a gap of three hours is closed by straight lines", "[cooling][weather]") {
    const auto whole = denver_with(nothing());
    const auto weather = denver_with(lose(100, 3, all_codes));
    const Weather before = whole->at(local_hour(denver_offset_h, 99));
    const Weather after = whole->at(local_hour(denver_offset_h, 103));
    for (int i = 1; i <= 3; ++i) {
        const Weather w = weather->at(local_hour(denver_offset_h, 99 + i));
        CHECK(w.dry_bulb.degrees() ==
              Approx(before.dry_bulb.degrees() + (after.dry_bulb - before.dry_bulb).si() * i / 4));
        CHECK(w.pressure.si() ==
              Approx(before.pressure.si() + (after.pressure - before.pressure).si() * i / 4));
        CHECK(w.dew_point.degrees() ==
              Approx(before.dew_point.degrees() + (after.dew_point - before.dew_point).si() * i / 4));
    }
    REQUIRE(weather->notes().size() == 3);
    CHECK(weather->notes()[0] == "3 h of dry bulb missing, interpolated");
    CHECK(whole->notes().empty());
}

TEST_CASE("a gap of thirty hours repeats the day before", "[cooling][weather]") {
    const auto whole = denver_with(nothing());
    const auto weather = denver_with(lose(200, 30, all_codes));
    for (int hour = 200; hour < 230; ++hour) {
        const int source = hour - 24 < 200 ? hour - 24 : hour - 48;  // the copy is copied again
        const Weather expected = whole->at(local_hour(denver_offset_h, source));
        const Weather w = weather->at(local_hour(denver_offset_h, hour));
        CHECK(w.dry_bulb == expected.dry_bulb);
        CHECK(w.pressure == expected.pressure);
        CHECK(w.dew_point == expected.dew_point);
    }
}

TEST_CASE("a gap of sixty hours refuses the file and says where", "[cooling][weather]") {
    CHECK_THAT(refusal(lose(300, 60, {{6, "99.9"}})),
               Catch::Contains("missing for 60 hours from data row 301"));
    CHECK_THAT(refusal(lose(300, 60, {{9, "999999"}})), Catch::Contains("missing for 60 hours"));
    CHECK_THAT(refusal(lose(300, 60, {{7, "99.9"}, {8, "999"}})), Catch::Contains("missing for 60 hours"));
}

TEST_CASE("gaps close across New Year", "[cooling][weather]") {
    const auto whole = denver_with(nothing());
    const auto weather = denver_with([](Fields& f, int row) {
        if (row < 2 || row >= 8'758) f[6] = "99.9";
    });
    const double before = whole->at(local_hour(denver_offset_h, 8'757)).dry_bulb.degrees();
    const double after = whole->at(local_hour(denver_offset_h, 2)).dry_bulb.degrees();
    CHECK(weather->at(local_hour(denver_offset_h, 8'759)).dry_bulb.degrees() ==
          Approx(before + (after - before) * 2 / 5));
    CHECK(weather->at(local_hour(denver_offset_h, 0)).dry_bulb.degrees() ==
          Approx(before + (after - before) * 3 / 5));
}

TEST_CASE("dew point and humidity stand in for each other however long", "[cooling][weather]") {
    const auto whole = denver_with(nothing());
    const auto no_humidity = denver_with(lose(0, 8'760, {{8, "999"}}));
    const auto no_dew_point = denver_with(lose(0, 8'760, {{7, "99.9"}}));
    for (int hour = 5; hour < 8'760; hour += 97) {
        const Weather w = whole->at(local_hour(denver_offset_h, hour));
        CAPTURE(hour);
        CHECK(no_humidity->at(local_hour(denver_offset_h, hour)).relative_humidity ==
              Approx(w.relative_humidity).margin(0.015));
        CHECK(no_humidity->at(local_hour(denver_offset_h, hour)).wet_bulb == w.wet_bulb);
        // Humidity is printed to 1 %: at 10 % that is 10 % of the vapour.
        CHECK(no_dew_point->at(local_hour(denver_offset_h, hour)).wet_bulb.degrees() ==
              Approx(w.wet_bulb.degrees()).margin(0.2));
    }
    CHECK(no_dew_point->notes().size() == 1);
}

TEST_CASE("a file without pressure takes that of its altitude", "[cooling][weather]") {
    const auto weather = denver_with(lose(0, 8'760, {{9, "999999"}}));
    CHECK(weather->at(local_hour(denver_offset_h, 7)).pressure.si() == Approx(psychro::pressure_at(1'650.0)));
    CHECK(weather->notes().size() == 1);
}

TEST_CASE("radiation that is missing or impossible is none, and refuses no file", "[cooling][weather]") {
    const auto sound = denver_with(nothing());
    const auto edited = denver_with(lose(0, 4'380, {{13, "-7"}}));  // half a year
    const Utc winter = local_hour(denver_offset_h, 24 * 14 + 12);
    const Utc summer = local_hour(denver_offset_h, 24 * 188 + 12);
    CHECK(sound->at(winter).irradiance > 0);
    CHECK(edited->at(winter).irradiance == 0);
    CHECK(edited->at(winter).dry_bulb == sound->at(winter).dry_bulb);
    CHECK(edited->at(summer) == sound->at(summer));
    CHECK(sound->at(summer).irradiance > 300);
    REQUIRE(edited->notes().size() == 1);
    CHECK(edited->notes().front().find("4380 h of global horizontal radiation") == 0);
}

TEST_CASE("line ends of other systems and a minute of 60 change nothing", "[cooling][weather]") {
    const auto whole = denver_with(nothing());
    const auto edited = denver_with([](Fields& fields, int) {
        fields[4] = "60";
        fields.back() += '\r';
    });
    for (int hour = 0; hour < 8'760; hour += 7) {
        CHECK(edited->at(local_hour(denver_offset_h, hour)) == whole->at(local_hour(denver_offset_h, hour)));
    }
}

TEST_CASE("humidity above 100 % and a dew point above the dry bulb are clamped and noted",
          "[cooling][weather]") {
    const auto weather = denver_with(lose(10, 1, {{6, "3.0"}, {7, "4.0"}, {8, "104"}}));
    const Weather w = weather->at(local_hour(denver_offset_h, 10));
    CHECK(w.relative_humidity == 1.0);
    CHECK(w.dew_point.degrees() == 3.0);
    CHECK(w.wet_bulb.degrees() == Approx(3.0).margin(1e-5));
    CHECK(weather->notes().size() == 2);
}

TEST_CASE("broken weather files are refused with their line", "[cooling][weather]") {
    CHECK_THAT(refusal(lose(50, 1, {{6, "warm"}})),
               Catch::Contains("expected a number") && Catch::Contains(":59"));
    CHECK_THAT(refusal(lose(50, 1, {{6, "nan"}})), Catch::Contains("expected a number"));
    CHECK_THAT(refusal(lose(50, 1, {{6, "85.0"}})), Catch::Contains("-70"));
    CHECK_THAT(refusal(lose(50, 1, {{3, "7"}})), Catch::Contains("expected hour 3"));
    CHECK_THAT(refusal([](Fields& f, int row) {
                   if (row == 5) f.pop_back();
               }),
               Catch::Contains("expected 35 fields"));
    CHECK_THAT(refusal(nothing(), 8'759), Catch::Contains("got 8759"));
    CHECK_THAT(refusal(nothing(), -3), Catch::Contains("COMMENTS"));
}

TEST_CASE("the mean of a synthetic year is exactly the one asked for", "[cooling][weather]") {
    CoolingModels models;
    const auto weather = models.weather("{model: synthetic, mean: 12 degC, utc_offset: -7 h}");
    double sum = 0.0;
    for (int hour = 0; hour < 8'760; ++hour) sum += weather->at(local_hour(-7, hour)).dry_bulb.degrees();
    CHECK(sum / 8'760 == Approx(12.0).margin(1e-9));
}

TEST_CASE("a synthetic year is hottest on the afternoon asked for", "[cooling][weather]") {
    CoolingModels models;
    const auto weather = models.weather(
        "{model: synthetic, mean: 10 degC, annual_amplitude: 8 K, daily_amplitude: 4 K, hottest_day: 32,"
        " relative_humidity: 50 %, altitude: 1000 m}");
    const Utc hottest = from_civil({.year = 2021, .month = 2, .day = 1, .hour = 15});
    const Weather w = weather->at(hottest);
    CHECK(w.dry_bulb.degrees() == Approx(22.0));
    CHECK(w.relative_humidity == 0.5);
    CHECK(w.pressure.si() == Approx(psychro::pressure_at(1'000.0)));
    CHECK(weather->at({hottest.seconds - 12 * 3'600}).dry_bulb.degrees() == Approx(14.0).margin(0.01));
}
