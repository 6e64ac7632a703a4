// Carbon intensities and prices by the hour: shipped files, gaps, clocks, settings.
#include <cmath>
#include <string>

#include "datahall/config_error.hpp"

#include "sim/config/date.hpp"
#include "sim/config/design_config.hpp"
#include "sim/config/line_source.hpp"
#include "sim/config/problems.hpp"
#include "sim/config/reader.hpp"
#include "sim/config/signal_files.hpp"
#include "sim/config/yaml_tree.hpp"
#include "tests/support/catch.hpp"

using namespace datahall;

namespace {

constexpr double grams = 3.6e9;  // g/kWh in one kg/J
constexpr HourlyRules by_calendar{.align = SignalAlign::calendar};
constexpr HourlyRules strict_calendar{.align = SignalAlign::calendar, .strict = true};

std::unique_ptr<LineSource> shipped(const std::string& name) {
    ReadContext context;
    context.shipped_root = DATAHALL_SOURCE_DIR "/scenarios";
    return open_lines(context, {"shipped:data/" + name, "", {}});
}

struct Read {
    SignalHours hours;
    std::vector<std::string> notes;
};

Read mix(const std::string& name, HourlyRules rules = by_calendar) {
    Read r;
    const auto file = shipped("carbon/" + name + "_2022.csv.gz");
    r.hours = read_carbon(*file, CarbonFormat::eia930, CarbonBasis::life_cycle, rules, r.notes);
    return r;
}

Read prices(const std::string& name, std::optional<std::int64_t> zone_s, HourlyRules rules = by_calendar) {
    Read r;
    const auto file = shipped("price/" + name + "_2023.csv.gz");
    r.hours = read_prices(*file, zone_s, rules, r.notes).hours;
    return r;
}

template <class Reading>
std::string refusal(Reading reading) {
    try {
        reading();
    } catch (const ConfigError& error) {
        return error.what();
    }
    return "accepted";
}

std::string price_refusal(const std::string& text, std::optional<std::int64_t> zone_s = 0) {
    return refusal([&] {
        const auto file = make_line_source("Datetime,Price (USD/MWh)\n" + text, "p.csv");
        std::vector<std::string> notes;
        read_prices(*file, zone_s, by_calendar, notes);
    });
}

// Hours from 2023-01-01 00:00 whose price is their number; `lost` rows are left out.
std::string hours_text(int hours, int lost_from = -1, int lost = 0) {
    std::string text;
    for (int h = 0; h < hours; ++h) {
        if (h >= lost_from && h < lost_from + lost) continue;
        std::string time = to_text(Utc{from_civil({.year = 2023}).seconds + h * 3'600}).substr(0, 19);
        time[10] = ' ';
        text += time + "," + std::to_string(h) + "\n";
    }
    return text;
}

Read price_hours(const std::string& text, HourlyRules rules = by_calendar) {
    Read r;
    const auto file = make_line_source("Datetime,Price (USD/MWh)\n" + text, "p.csv");
    r.hours = read_prices(*file, 0, rules, r.notes).hours;
    return r;
}

// The settings of a site, or what is wrong with them.
template <class Config>
Config settings(const std::string& yaml) {
    const YamlTree tree = parse_yaml("it: " + yaml + "\n", "test.yaml");
    Problems problems;
    ReadContext context;
    context.shipped_root = DATAHALL_SOURCE_DIR "/scenarios";
    Reader reader{tree.root, problems, context};
    Config config;
    reader.required({"it", "The settings under test"}, config);
    reader.done();
    problems.throw_if_any();
    return config;
}

template <class Config>
std::string wrong(const std::string& yaml) {
    return refusal([&] { settings<Config>(yaml); });
}

const std::string ercot = "shipped:data/price/ercot_2023.csv.gz";
const std::string caiso = "shipped:data/carbon/caiso_2022.csv.gz";

}  // namespace

TEST_CASE("intensities are recomputed from the mix", "[signals]") {
    struct File {
        const char* name;
        double first, noon;  // g/kWh of row 1 and of row 4,380, as published
        std::size_t gaps;
    };
    for (const File& file :
         {File{"miso", 438.875265, 492.359947, 3}, File{"pjm", 341.433750, 361.646453, 28},
          File{"ercot", 334.205585, 363.544857, 0}, File{"caiso", 222.295921, 219.683461, 3}}) {
        CAPTURE(file.name);
        const Read r = mix(file.name);
        REQUIRE(r.hours.values.size() == 8'760);
        CHECK(r.hours.first == from_civil({.year = 2022}));
        CHECK(r.hours.values[0] * grams == Approx(file.first).margin(1e-6));
        CHECK(r.hours.values[4'379] * grams == Approx(file.noon).margin(1e-6));
        REQUIRE(r.notes.size() == (file.gaps > 0 ? 1 : 0));
        if (file.gaps > 0)
            CHECK_THAT(r.notes[0], Catch::StartsWith(std::to_string(file.gaps) + " h missing"));
    }
}

TEST_CASE("on every good row the mix gives the intensity that the file prints", "[signals]") {
    for (const char* name : {"miso", "pjm", "ercot", "caiso"}) {
        const Read r = mix(name);
        const auto file = shipped(std::string{"carbon/"} + name + "_2022.csv.gz");
        std::string_view line;
        file->next(line);
        std::size_t others = 0;
        for (const double value : r.hours.values) {
            REQUIRE(file->next(line));
            const auto printed = number_of(line.substr(line.rfind(',') + 1));
            if (!printed || std::abs(value * grams / *printed - 1.0) > 1e-12) ++others;
        }
        CHECK(others == (std::string_view{name} == "pjm" ? 28 : std::string_view{name} == "ercot" ? 0 : 3));
    }
}

TEST_CASE("hours without a report, or with a hundredth of the plants, are those of the week before",
          "[signals]") {
    const Read r = mix("pjm");
    for (const std::size_t row : {1'712U, 1'733U, 6'558U, 6'561U, 6'581U, 7'446U}) {
        CAPTURE(row);
        CHECK(r.hours.values[row - 1] == r.hours.values[row - 1 - 168]);
    }
    CHECK_THAT(refusal([] { mix("pjm", strict_calendar); }),
               Catch::Contains("28 h missing") && Catch::Contains("2022-03-13T07:00:00Z"));
    CHECK(mix("ercot", strict_calendar).notes.empty());
}

TEST_CASE("offsets of the rows make local hours those of UTC", "[signals]") {
    // The local clock of ERCOT lacks an hour on 12 March and has one twice on 5 November.
    const Read r = prices("ercot", std::nullopt, strict_calendar);
    CHECK(r.hours.first == from_civil({.year = 2023, .month = 1, .day = 1, .hour = 6}));
    CHECK(r.hours.values.size() == 8'760);
    CHECK(r.hours.values[0] == 10.42);
    CHECK(r.hours.values[4'379] == 35.17);
    CHECK(r.hours.values[8'759] == 16.01);
    CHECK_THAT(refusal([] { prices("ercot", 0); }), Catch::Contains("offset of its own"));
}

TEST_CASE("price files of several years or less than one make a year", "[signals]") {
    const Read all = prices("caiso", 0, strict_calendar);
    CHECK(all.hours.values.size() == 8'784);
    CHECK(all.hours.first == from_civil({.year = 2022, .month = 12, .day = 31, .hour = 8}));
    const Read year = prices("caiso", 0, {});
    CHECK(year.notes.empty());
    REQUIRE(year.hours.values.size() == 8'760);
    // 31 December 08:00 is there twice: the one of 2023 counts, 365 days after the first row.
    CHECK(year.hours.values[364 * 24 + 8] == all.hours.values[365 * 24]);
    CHECK(year.hours.values[364 * 24 + 8] != all.hours.values[0]);
    CHECK(year.hours.values[0] == all.hours.values[16]);

    const Read pjm = prices("pjm", 0, {});
    REQUIRE(pjm.notes.size() == 1);
    CHECK_THAT(pjm.notes[0], Catch::StartsWith("24 h of the year not in the file"));
    CHECK(pjm.hours.values[8'759] == pjm.hours.values[8'759 - 168]);
    CHECK(pjm.hours.values[0] == pjm.hours.values[8'760 - 168]);
    CHECK_THAT(refusal([] { prices("pjm", 0, {.strict = true}); }), Catch::Contains("24 h of the year"));
}

TEST_CASE("prices below zero stay what they are", "[signals]") {
    const auto below_zero = [](const Read& r) {
        return std::ranges::count_if(r.hours.values, [](double v) { return v < 0; });
    };
    const Read germany = prices("germany", 3'600, strict_calendar);
    CHECK(below_zero(germany) == 301);
    CHECK(germany.hours.first == from_civil({.year = 2022, .month = 12, .day = 31, .hour = 23}));
    CHECK(germany.hours.values[4'379] == -98.11);
    CHECK(below_zero(prices("caiso", 0)) == 146);
    CHECK(below_zero(prices("pjm", 0)) == 3);
    CHECK(below_zero(prices("ercot", std::nullopt)) == 1);
}

TEST_CASE("a gap takes the hours of the week before, or behind where there is none before", "[signals]") {
    const Read late = price_hours(hours_text(1'000, 500, 40));
    for (std::size_t h = 500; h < 540; ++h) CHECK(late.hours.values[h] == static_cast<double>(h - 168));
    const Read early = price_hours(hours_text(1'000, 10, 5));
    CHECK(early.hours.values[12] == 12.0 + 168.0);
    REQUIRE(early.notes.size() == 1);
    CHECK(early.notes[0] ==
          "5 h missing or implausible in the file, the first 2023-01-01T10:00:00Z: taken from the "
          "same hour of the week before");
    CHECK_THAT(refusal([] { price_hours(hours_text(3'000, 500, 900)); }),
               Catch::Contains("more than a tenth"));
    CHECK_THAT(refusal([] { price_hours(hours_text(100, 50, 1)); }), Catch::Contains("no week of the file"));
    CHECK_THAT(refusal([] { price_hours(hours_text(100), {}); }), Catch::Contains("less than a week"));
}

TEST_CASE("broken rows of price files are refused with their line", "[signals]") {
    const std::string first = "2023-01-01 00:00:00,1\n";
    CHECK_THAT(price_refusal(first + "2023-01-01 00:15:00,1\n"),
               Catch::Contains("steps of an hour") && Catch::Contains("900 s") && Catch::Contains("p.csv:3"));
    CHECK_THAT(price_refusal(first + "2023-01-01 00:00:00,1\n"), Catch::Contains("after the row before"));
    CHECK_THAT(price_refusal(first + "2022-01-01 00:00:00,1\n"), Catch::Contains("after the row before"));
    CHECK_THAT(price_refusal(first + "2240-01-01 00:00:00,1\n"), Catch::Contains("50 years"));
    CHECK_THAT(price_refusal(first, std::nullopt), Catch::Contains("`zone`"));
    CHECK_THAT(price_refusal("2023-02-30 00:00:00,1\n"), Catch::Contains("expected a time"));
    CHECK_THAT(price_refusal("noon,1\n"), Catch::Contains("expected a time"));
    CHECK_THAT(price_refusal("2023-01-01 00:00:00,cheap\n"), Catch::Contains("expected a number"));
    CHECK_THAT(price_refusal("2023-01-01 00:00:00,1e7\n"), Catch::Contains("within 1000000"));
    CHECK_THAT(price_refusal("2023-01-01 00:00:00\n"), Catch::Contains("expected 2 fields"));
    CHECK_THAT(price_refusal(""), Catch::Contains("got none"));
    CHECK_THAT(price_refusal("2023-01-01 00:00:00,\n"), Catch::Contains("got none"));
}

TEST_CASE("files with direct and life-cycle intensities are read by the basis", "[signals]") {
    const std::string text =
        "Datetime (UTC),Zone Id,Carbon Intensity gCO\u2082eq/kWh (direct),Carbon Intensity gCO\u2082eq/kWh "
        "(LCA),Data "
        "Source,Data Estimated\r\n"
        "2023-01-01 00:00:00,SG,375.83,495.76,\" a; b, c\",false\r\n"
        "2023-01-01 01:00:00,SG,372.52,491.82, a; b,true\r\n";
    const auto read = [&](CarbonBasis basis) {
        Read r;
        const auto file = make_line_source(text, "sg.csv");
        r.hours = read_carbon(*file, CarbonFormat::electricity_maps, basis, by_calendar, r.notes);
        return r;
    };
    CHECK(read(CarbonBasis::direct).hours.values[0] * grams == Approx(375.83));
    const Read life_cycle = read(CarbonBasis::life_cycle);
    CHECK(life_cycle.hours.values[1] * grams == Approx(491.82));
    CHECK(life_cycle.notes == std::vector<std::string>{"1 h are estimates of the data's source"});
}

TEST_CASE("a signal holds for its hours, and a year of them for ever", "[signals]") {
    using Price = Signal<DollarsPerJoule>;
    const Price constant{DollarsPerJoule::from_si(3.0)};
    CHECK(constant.at({}).si() == 3.0);
    CHECK(constant.next_change({}) == Price::never);
    CHECK(constant.covers({}, from_civil({.year = 2200})));

    const Utc first = from_civil({.year = 2023, .month = 5, .day = 1, .hour = 6, .minute = 30});
    const Price two{{SignalAlign::calendar, first, {1.0, 2.0}}};
    CHECK(two.at({first.seconds + 3'599}).si() == 1.0);
    CHECK(two.at({first.seconds + 3'600}).si() == 2.0);
    CHECK(two.next_change(first).seconds == first.seconds + 3'600);
    CHECK(two.next_change({first.seconds + 3'599}).seconds == first.seconds + 3'600);
    CHECK(two.covers(first, {first.seconds + 7'200}));
    CHECK_FALSE(two.covers(first, {first.seconds + 7'201}));
    CHECK_FALSE(two.covers({first.seconds - 1}, {first.seconds + 1}));

    std::vector<double> hours(8'760);
    for (std::size_t h = 0; h < hours.size(); ++h) hours[h] = static_cast<double>(h);
    const Price year{{SignalAlign::typical_year, {}, hours}};
    CHECK(year.at(from_civil({.year = 1999, .month = 3, .day = 1, .hour = 7})).si() == 59 * 24 + 7);
    CHECK(year.at(from_civil({.year = 2024, .month = 2, .day = 29, .hour = 7})).si() == 58 * 24 + 7);
    CHECK(year.at(from_civil({.year = 2024, .month = 12, .day = 31, .hour = 23})).si() == 8'759);
}

TEST_CASE("settings of carbon need a basis where a file has two", "[signals]") {
    CHECK(settings<CarbonConfig>("{intensity: 400 g/kWh}").signal.at({}).si() * grams == Approx(400.0));
    const auto c = settings<CarbonConfig>("{file: \"" + caiso + "\", basis: life_cycle}");
    CHECK(c.signal.at(from_civil({.year = 2031})).si() * grams == Approx(222.295921).margin(1e-6));
    CHECK_THAT(c.origin.source, Catch::Contains("caiso_2022.csv.gz") && Catch::Contains("life_cycle"));
    CHECK(c.origin.notes.size() == 1);
    CHECK_THAT(wrong<CarbonConfig>("{file: \"" + caiso + "\"}"),
               Catch::Contains("expected life_cycle or direct"));
    CHECK_THAT(wrong<CarbonConfig>("{file: \"" + caiso + "\", basis: direct}"),
               Catch::Contains("expected life_cycle:"));
    CHECK_THAT(wrong<CarbonConfig>("{file: \"" + caiso + "\", basis: life_cycle, strict: true}"),
               Catch::Contains("3 h missing"));
    CHECK_THAT(wrong<CarbonConfig>("{file: \"" + caiso + "\", format: electricity_maps, basis: direct}"),
               Catch::Contains("Datetime (UTC)") && Catch::Contains("no column of this name"));
    CHECK_THAT(wrong<CarbonConfig>("{}"), Catch::Contains("either an intensity or a file"));
    CHECK_THAT(wrong<CarbonConfig>("{intensity: 1 g/kWh, file: \"" + caiso + "\", basis: life_cycle}"),
               Catch::Contains("either an intensity or a file"));
}

TEST_CASE("prices in another currency than dollars need what it is worth", "[signals]") {
    const std::string german = "{file: \"shipped:data/price/germany_2023.csv.gz\", zone: 1 h";
    CHECK_THAT(wrong<EnergyPriceConfig>(german + "}"), Catch::Contains("the prices are in EUR"));
    const auto c = settings<EnergyPriceConfig>(german + ", exchange_rate: 1.08, align: calendar}");
    CHECK(c.currency == "EUR");
    CHECK(c.signal.at(from_civil({.year = 2022, .month = 12, .day = 31, .hour = 23})).si() * 3.6e9 ==
          Approx(-5.17 * 1.08));
    CHECK_THAT(wrong<EnergyPriceConfig>("{file: \"" + ercot + "\", exchange_rate: 1.08}"),
               Catch::Contains("expected none"));
    CHECK_THAT(wrong<EnergyPriceConfig>("{file: \"" + ercot + "\", zone: 0}"),
               Catch::Contains("offset of its own") && Catch::Contains(":2"));
}
