// JSON texts: values in order, and what is refused with its line.
#include "datahall/config_error.hpp"

#include "models/cooling/json_reader.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/text_lines.hpp"

using namespace datahall;

namespace {

// What refuses the text when all of it is skipped; empty if nothing.
std::string refusal(const std::string& text) {
    TextLines lines{text, "it.json"};
    JsonReader json{lines};
    try {
        json.skip();
        json.end();
    } catch (const ConfigError& error) {
        return error.what();
    }
    return "";
}

std::string string_in(const std::string& text) {
    TextLines lines{text};
    return JsonReader{lines}.string();
}

}  // namespace

TEST_CASE("values of a JSON text come in their order, over lines", "[weather][json]") {
    TextLines lines{"{ \"a\" : [1, -2.5e1,\n null ],\"b\":{\"c\":true},\"d\":\"x\"}\n"};
    JsonReader json{lines};
    std::vector<std::optional<double>> numbers;
    std::vector<std::string> keys;
    json.object([&](const std::string& key) {
        keys.push_back(key);
        if (key != "a") return json.skip();
        json.array([&](std::size_t) { numbers.push_back(json.number_or_null()); });
    });
    json.end();
    CHECK(keys == std::vector<std::string>{"a", "b", "d"});
    CHECK(numbers == std::vector<std::optional<double>>{1.0, -25.0, std::nullopt});
}

TEST_CASE("escapes in JSON strings are what they mean", "[weather][json]") {
    CHECK(string_in(R"("\u00b0C \"\\\/\t")") == "\u00b0C \"\\/\t");
    CHECK(string_in(R"("\u20ac")") == "\u20ac");
    CHECK(string_in(R"("\ud83d\ude00")") == "??");
}

TEST_CASE("whole JSON texts are taken", "[weather][json]") {
    for (const char* text :
         {"[]", "{}", " 1.5e3 ", "null", "false", "\"\"", "[[],{}]\n\n", "{\"a\":[{\"b\":null}]}"}) {
        CAPTURE(text);
        CHECK(refusal(text).empty());
    }
}

TEST_CASE("broken JSON texts are refused at their line", "[weather][json]") {
    for (const char* text :
         {"",         "[1,]",      "[1 2]", "{\"a\" 1}", "{a: 1}", "{\"a\":1,}", "[1",   "\"open",
          "\"\\x\"",  "\"\\u12\"", "nul",   "+1",        "1e999",  "nan",        "[1]]", "{} x",
          "\"a\nb\"", "tru",       "--1",   "1.2.3",     "]",      ","}) {
        CAPTURE(text);
        CHECK_FALSE(refusal(text).empty());
    }
    CHECK_THAT(refusal("[1,\n2,\n3 4]"), Catch::Contains("it.json:3"));
    CHECK_THAT(refusal("[1,"), Catch::Contains("the end of the file"));
}

TEST_CASE("values that nest too deep are refused, however many there are", "[weather][json]") {
    CHECK(refusal(std::string(32, '[') + std::string(32, ']')).empty());
    CHECK_THAT(refusal(std::string(33, '[')), Catch::Contains("nest more than 32 deep"));
    CHECK_THAT(refusal(std::string(500'000, '[')), Catch::Contains("nest more than 32 deep"));
}
