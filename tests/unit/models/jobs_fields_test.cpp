// Numbers, times and columns of trace lines.
#include "models/workload/fields.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/text_lines.hpp"

using namespace datahall;

namespace {

std::string refused_column(const std::function<void()>& read) {
    try {
        read();
    } catch (const ConfigError& error) {
        return error.problems().at(0).path;
    }
    return "nothing refused";
}

std::vector<std::string> csv(const std::string& line) {
    const TextLines at{line};
    CsvRow row;
    row.read(at, line);
    std::vector<std::string> fields;
    for (std::size_t i = 0; i < row.size(); ++i) fields.emplace_back(row[i]);
    return fields;
}

}  // namespace

TEST_CASE("a number field may be whole or decimal, and nothing else", "[jobs][trace]") {
    const TextLines at{""};
    CHECK(whole_field(at, "run", "66.0") == 66);
    CHECK(whole_field(at, "run", "66.9") == 66);
    CHECK(whole_field(at, "run", "-0.5") == 0);
    CHECK(whole_field(at, "run", "-1") == -1);
    CHECK(whole_field(at, "run", "9999999999") == 9'999'999'999);
    for (const char* const wrong :
         {"", " 1", "1 ", "+1", "0x10", "1,5", "nan", "inf", "1e400", "12s", "1_000"}) {
        CAPTURE(wrong);
        CHECK(refused_column([&] { whole_field(at, "run", wrong); }) == "run");
    }
    CHECK(refused_column([&] { whole_field(at, "run", "1e16"); }) == "run");
}

TEST_CASE("a refusal shows at most 40 printable characters of what it found", "[jobs][trace]") {
    CHECK(shown("abc") == "'abc'");
    CHECK(shown("a\x1b[31m\xff") == "'a?[31m?'");
    CHECK(shown(std::string(50, 'x')) == "'" + std::string(40, 'x') + "...'");
}

TEST_CASE("a timestamp is a real date of the calendar", "[jobs][trace]") {
    // 2017-10-09 is day 17448 since 1970: 47 years with 12 leap days = 17167, plus 281 days.
    CHECK(as_timestamp("2017-10-09 07:01:55")->seconds == 17448 * 86400 + 7 * 3600 + 60 + 55);
    CHECK(timestamp({17448 * 86400 + 25315}) == "2017-10-09 07:01:55");
    CHECK(as_timestamp("2016-02-29 00:00:00"));
    for (const char* const wrong : {"2017-02-29 00:00:00", "2017-13-01 00:00:00", "2017-04-31 00:00:00",
                                    "2017-10-09T07:01:55", "2017-10-09 24:00:00", "2017-10-09 07:60:00",
                                    "2017-10-09 07:01", "2017-1a-09 07:01:55", "2017-00-09 07:01:55", ""}) {
        CAPTURE(wrong);
        CHECK_FALSE(as_timestamp(wrong));
    }
}

TEST_CASE("fields between spaces ignore leading and repeated spaces and tabs", "[jobs][trace]") {
    std::vector<std::string_view> fields;
    split_spaces("  1\t 22   3 ", fields);
    CHECK(fields == std::vector<std::string_view>{"1", "22", "3"});
    split_spaces(" \t", fields);
    CHECK(fields.empty());
}

TEST_CASE("comma-separated values may be empty or quoted", "[jobs][trace]") {
    using Fields = std::vector<std::string>;
    CHECK(csv("a,b,c") == Fields{"a", "b", "c"});
    CHECK(csv("") == Fields{""});
    CHECK(csv("a,,") == Fields{"a", "", ""});
    CHECK(csv(R"("a,b",c,"say ""hi""")") == Fields{"a,b", "c", "say \"hi\""});
    CHECK(csv(R"("",x)") == Fields{"", "x"});
    CHECK_THROWS_AS(csv(R"("open,b)"), ConfigError);
    CHECK_THROWS_AS(csv(R"("a"b,c)"), ConfigError);
}
