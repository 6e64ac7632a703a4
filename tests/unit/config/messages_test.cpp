// Problems as text: the caret, the cut, the escapes, and the forms for machines.
#include "sim/config/messages.hpp"

#include <algorithm>

#include "sim/config/utf8.hpp"
#include "tests/support/catch.hpp"

using namespace datahall;

namespace {

Problem problem_at(int line, int column) {
    return {{"hall.yaml", line, column}, "E0102", "rack.untis", "unknown key", "did you mean 'units'?"};
}

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines(1);
    for (const char c : text) {
        if (c == '\n') {
            lines.emplace_back();
        } else {
            lines.back() += c;
        }
    }
    return lines;
}

}  // namespace

TEST_CASE("a problem is one line with place, code, path, text and hint", "[messages]") {
    CHECK(to_line(problem_at(3, 5)) ==
          "hall.yaml:3:5: error[E0102]: rack.untis: unknown key (did you mean 'units'?)");
    CHECK(to_line({{"t.csv", 812, 0}, "E0604", "", "column load_w: no", ""}) ==
          "t.csv:812: error[E0604]: column load_w: no");
    CHECK(to_line({{"--set a.b", 0, 0}, "E0111", "", "no", ""}) == "--set a.b: error[E0111]: no");
}

TEST_CASE("the caret stands under the mistake and the word is underlined", "[messages]") {
    CHECK(to_excerpt(problem_at(2, 3), "rack:\n  untis: 4\n") ==
          "hall.yaml:2:3: error[E0102]: rack.untis: unknown key\n"
          "    2 |   untis: 4\n"
          "      |   ^~~~~ did you mean 'units'?");
}

TEST_CASE("a plain value, a quoted one and an opening bracket are marked as far as they go", "[messages]") {
    const auto mark = [](const std::string& source, int column) {
        return lines_of(to_excerpt({{"f", 1, column}, "E", "", "x", ""}, source))[2];
    };
    CHECK(mark("power: 40 kW   # a lot", 8) == "      |        ^~~~~");
    CHECK(mark("name: \"a: b\" # x", 7) == "      |       ^~~~~~");
    CHECK(mark("a: [1, 22]", 8) == "      |        ^~");
    CHECK(mark("a: [1, 22]", 4) == "      |    ^");
    CHECK(mark("a: \"open", 4) == "      |    ^~~~~");
    CHECK(mark("a:", 3) == "      |   ^");  // just behind the end
}

TEST_CASE("the caret counts characters, and a tab is one of them", "[messages]") {
    // gr\u00fcn is four characters in five bytes; the value starts in column 7.
    CHECK(to_excerpt({{"f", 1, 7}, "E0201", "gr\xc3\xbcn", "bad", ""}, "gr\xc3\xbcn: x1\n") ==
          "f:1:7: error[E0201]: gr\xc3\xbcn: bad\n"
          "    1 | gr\xc3\xbcn: x1\n"
          "      |       ^~");
    CHECK(lines_of(to_excerpt({{"f", 1, 4}, "E", "", "bad", ""}, "a:\tx\r\n"))[1] == "    1 | a: x");
    CHECK(lines_of(to_excerpt({{"f", 1, 4}, "E", "", "bad", ""}, "a:\tx\r\n"))[2] == "      |    ^");
}

TEST_CASE("a long line is cut around the place, and no line is wider than asked", "[messages]") {
    std::string line;
    for (int i = 0; i < 300; ++i) line += i % 3 == 0 ? "\xc3\xa4" : "b";
    for (int column = 1; column <= 301; ++column) {
        const std::string text = to_excerpt({{"f", 1, column}, "E", "", "bad", ""}, line, 60);
        const auto lines = lines_of(text);
        REQUIRE(lines.size() == 3);
        REQUIRE(count_characters(lines[1]) <= 60);
        // The character above the caret is the one at that column (behind the end there is none).
        const std::size_t caret = lines[2].find('^');
        REQUIRE(caret != std::string::npos);
        if (column > 300) continue;
        const std::string_view above =
            std::string_view{lines[1]}.substr(first_characters(lines[1], caret).size());
        REQUIRE(first_characters(above, 1) == (column % 3 == 1 ? "\xc3\xa4" : "b"));
    }
}

TEST_CASE("a place that the source does not have leaves just the line", "[messages]") {
    CHECK(to_excerpt(problem_at(9, 1), "a: 1\n") == to_line(problem_at(9, 1)));
    CHECK(to_excerpt(problem_at(1, 70), "a: 1\n") == to_line(problem_at(1, 70)));
    CHECK(to_excerpt(problem_at(0, 0), "a: 1\n") == to_line(problem_at(0, 0)));
    CHECK(to_excerpt(problem_at(-1, -1), "") == to_line(problem_at(-1, -1)));
}

TEST_CASE("nothing in a message can forge a line, drive a terminal or turn the writing round", "[messages]") {
    const std::string hostile = "a\nb\r\t\x1b[31m\x7f\xc2\x9b\xe2\x80\xae\xe2\x81\xa6\xe2\x80\xa8\xff";
    const Problem p{{hostile, 1, 1}, "E0102", hostile, hostile, hostile};
    CHECK(escaped(hostile) == "a\\nb\\r\\t\\x1b[31m\\x7f\\u009b\\u202e\\u2066\\u2028\\xff");
    for (const std::string& text :
         {to_line(p), to_json({&p, 1}), to_github({&p, 1}), to_excerpt(p, hostile)}) {
        for (std::string_view rest = text; !rest.empty();) {
            const std::size_t length = character_length(rest);
            REQUIRE(length > 0);
            REQUIRE((first_character(rest) == '\n' || !is_unsafe_to_show(first_character(rest))));
            rest.remove_prefix(length);
        }
    }
    CHECK(std::ranges::count(to_line(p), '\n') == 0);
    CHECK(std::ranges::count(to_github({&p, 1}), '\n') == 1);
    CHECK(std::ranges::count(to_excerpt(p, hostile), '\n') == 2);
}

TEST_CASE("the closing line counts the errors and names the files", "[messages]") {
    const Problem a = problem_at(1, 1);
    const Problem more{{"hall.yaml", 0, 0}, "", "", "... and 5 more", ""};
    const Problem other{{"b.yaml", 1, 1}, "E0102", "", "x", ""};
    CHECK(closing_line(std::vector{a}) == "1 error in hall.yaml; nothing was simulated");
    CHECK(closing_line(std::vector{a, a}) == "2 errors in hall.yaml; nothing was simulated");
    CHECK(closing_line(std::vector{a, other}) == "2 errors in hall.yaml, b.yaml; nothing was simulated");
    CHECK(closing_line(std::vector{a, more}) == "more than 1 error in hall.yaml; nothing was simulated");
    CHECK(to_line(more) == "hall.yaml: ... and 5 more");
}

TEST_CASE("JSON has every field and null where there is nothing", "[messages]") {
    const Problem p{{"a\"b.yaml", 3, 5}, "E0102", "x", "it's \\ \"so\"", ""};
    CHECK(to_json({&p, 1}) ==
          "[\n  {\"code\": \"E0102\", \"severity\": \"error\", \"file\": \"a\\\"b.yaml\", \"line\": 3, "
          "\"column\": 5, "
          "\"end_column\": null, \"path\": \"x\", \"message\": \"it's \\\\ \\\"so\\\"\", \"suggestion\": "
          "null}\n]\n");
    CHECK(to_json({}) == "[]\n");
}

TEST_CASE("workflow commands of GitHub carry what their grammar needs as percent codes", "[messages]") {
    const Problem p{{"a,b:c.yaml", 3, 5}, "E0102", "x", "100 %", "so: yes"};
    CHECK(to_github({&p, 1}) ==
          "::error file=a%2Cb%3Ac.yaml,line=3,col=5::error[E0102]: x: 100 %25 (so: yes)\n");
}
