// The JSON writer: escapes, numbers that read back, layout.
#include "sim/report/json.hpp"

#include <cmath>
#include <cstdlib>
#include <limits>

#include "tests/support/catch.hpp"
#include "tests/support/splitmix.hpp"

namespace datahall {

TEST_CASE("plain and non-ASCII text passes through a JSON string unchanged") {
    CHECK(json_text("rack-017") == "\"rack-017\"");
    CHECK(json_text("Zürich \xf0\x9f\x8f\xa2") == "\"Zürich \xf0\x9f\x8f\xa2\"");
    CHECK(json_text("") == "\"\"");
    CHECK(json_text("a/b</script>") == "\"a/b</script>\"");
}

TEST_CASE("quotes, backslashes and control characters are escaped in a JSON string") {
    CHECK(json_text("a\"b\\c") == R"("a\"b\\c")");
    CHECK(json_text("\n\r\t") == R"("\n\r\t")");
    CHECK(json_text(std::string_view{"\0\x1b\x7f", 3}) == R"("\u0000\u001b\u007f")");
    CHECK(json_text("\xc2\x9b") == R"("\u009b")");  // C1: the one-byte CSI of a terminal
    CHECK(json_text("\xe2\x80\xae"
                    "gnp") == R"("\u202egnp")");  // right-to-left override
}

TEST_CASE("bytes that are not UTF-8 become the replacement character, one each") {
    CHECK(json_text("a\xff"
                    "b") == R"("a\ufffdb")");
    CHECK(json_text("\xc3") == R"("\ufffd")");                      // cut short
    CHECK(json_text("\xc0\xaf") == R"("\ufffd\ufffd")");            // overlong slash
    CHECK(json_text("\xed\xa0\x80") == R"("\ufffd\ufffd\ufffd")");  // a surrogate
}

TEST_CASE("a number is the shortest decimal that reads back to the same bits") {
    CHECK(json_number(0.1) == "0.1");
    CHECK(json_number(1.0) == "1");
    CHECK(json_number(-0.0) == "-0");
    CHECK(json_number(1.2e12) == "1200000000000");
    CHECK(json_number(1e300) == "1e+300");
    CHECK(json_number(5e-324) == "5e-324");  // the smallest double above 0
    SplitMix random{1};
    for (int i = 0; i < 10'000; ++i) {
        const double half = static_cast<double>(random.next() >> 11U) / 9007199254740992.0 - 0.5;  // 2^53
        const double value = std::ldexp(half, static_cast<int>(random.below(2000)) - 1000);
        const std::string text = json_number(value);
        CAPTURE(text);
        REQUIRE(std::strtod(text.c_str(), nullptr) == value);
    }
}

TEST_CASE("what JSON has no number for is null") {
    CHECK(json_number(std::numeric_limits<double>::quiet_NaN()) == "null");
    CHECK(json_number(std::numeric_limits<double>::infinity()) == "null");
    CHECK(json_number(-std::numeric_limits<double>::infinity()) == "null");
}

TEST_CASE("entries stand one a line, and one-line values stay on theirs") {
    JsonWriter json;
    json.begin_object();
    json.key("seed").whole(std::numeric_limits<std::uint64_t>::max());
    json.key("empty").begin_object();
    json.end_object();
    json.key("list").begin_array();
    json.begin_object(JsonWriter::Layout::one_line);
    json.key("ok").flag(true);
    json.key("inner").begin_array();
    json.number(1.5);
    json.null();
    json.end_array();
    json.end_object();
    json.text("x");
    json.end_array();
    json.end_object();
    CHECK(json.finish() ==
          "{\n"
          "  \"seed\": 18446744073709551615,\n"
          "  \"empty\": {},\n"
          "  \"list\": [\n"
          "    {\"ok\": true, \"inner\": [1.5, null]},\n"
          "    \"x\"\n"
          "  ]\n"
          "}\n");
}

}  // namespace datahall
