// Lines of plain and compressed text, and what stops them.
#include "sim/config/line_source.hpp"

#include <zlib.h>

#include "datahall/config_error.hpp"

#include "tests/support/catch.hpp"

using namespace datahall;

namespace {

// One gzip member.
std::string packed(const std::string& text) {
    z_stream stream{};
    REQUIRE(deflateInit2(&stream, 9, Z_DEFLATED, MAX_WBITS + 16, 9, Z_DEFAULT_STRATEGY) == Z_OK);
    std::string in = text;
    std::string out(deflateBound(&stream, static_cast<uLong>(text.size())), '\0');
    stream.next_in = reinterpret_cast<Bytef*>(in.data());
    stream.avail_in = static_cast<uInt>(in.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    REQUIRE(deflate(&stream, Z_FINISH) == Z_STREAM_END);
    out.resize(out.size() - stream.avail_out);
    deflateEnd(&stream);
    return out;
}

// The lines joined by | or the message that ended them.
std::string read(const std::string& bytes, const LineLimits& limits = {}) {
    std::string out;
    try {
        const auto source = make_line_source(bytes, "t.csv", limits);
        std::string_view line;
        while (source->next(line)) out += std::string{line} + "|";
        return out;
    } catch (const ConfigError& e) {
        return out + e.what();
    }
}

}  // namespace

TEST_CASE("lines end in LF or CRLF, and the last needs no end", "[lines]") {
    CHECK(read("a\nb\r\nc") == "a|b|c|");
    CHECK(read("a\n\nb\n") == "a||b|");
    CHECK(read("").empty());
    CHECK(read("\n") == "|");
    CHECK(read("\xef\xbb\xbftime,load\n1,2\n") == "time,load|1,2|");
    CHECK(read("gr\xfcn\n") == "gr\xfcn|");  // Latin-1 stays what it is
}

TEST_CASE("gzip is unpacked, several members too", "[lines]") {
    CHECK(read(packed("a\nb\n")) == "a|b|");
    CHECK(read(packed("a\nb") + packed("c\nd\n")) == "a|bc|d|");
    CHECK(read(packed("")).empty());
    CHECK(read(packed("\xef\xbb\xbf"
                      "a\n")) == "a|");
}

TEST_CASE("lines longer than a block are whole", "[lines]") {
    const std::string longest(300'000, 'x');
    CHECK(read(longest + "\n" + longest) == longest + "|" + longest + "|");
    CHECK(read(packed(longest + "\nend\n")).ends_with("x|end|"));
}

TEST_CASE("a torn or damaged gzip file is refused at the line it breaks", "[lines]") {
    std::string text;
    for (int i = 0; i < 1000; ++i) text += std::to_string(i * 7919 % 1000) + "\n";
    const std::string whole = packed(text);
    CHECK(read(whole.substr(0, whole.size() - 1)).find("error[E0605]: the compressed data ends too early") !=
          std::string::npos);
    CHECK(read(whole.substr(0, 12)) == "t.csv:1: error[E0605]: the compressed data ends too early");
    CHECK(read(whole + "rest").find("error[E0605]: the compressed data is damaged") != std::string::npos);
    std::string flipped = whole;
    flipped[flipped.size() - 6] = static_cast<char>(flipped[flipped.size() - 6] ^ 1);  // inside the checksum
    CHECK(read(flipped).find("error[E0605]: the compressed data is damaged") != std::string::npos);
}

TEST_CASE("every truncation of a gzip file ends in lines or a ConfigError", "[lines]") {
    const std::string whole = packed("time_s,load_w\n0,1\n60,2\n");
    for (std::size_t n = 3; n < whole.size(); ++n) {
        CHECK(read(whole.substr(0, n)).find("error[E0605]") != std::string::npos);
    }
}

TEST_CASE("a gzip bomb is refused long before it has unpacked", "[lines]") {
    // 64 MiB of one letter pack about 1000 : 1.
    const std::string bomb = packed(std::string(std::size_t{1} << 26, '\n'));
    CHECK(bomb.size() < 100'000);
    std::size_t lines = 0;
    const auto source = make_line_source(bomb, "t.csv");
    std::string_view line;
    const auto drain = [&] {
        while (source->next(line)) ++lines;
    };
    CHECK_THROWS_WITH(drain(), Catch::Contains("error[E0606]: unpacks to more than 200 times its size"));
    CHECK(lines <= 200 * 65'536 + 1);  // 200 times the packed bytes read so far
}

TEST_CASE("the limits of a line and of the whole are exact", "[lines]") {
    const LineLimits small{.line = 10, .total = 25};
    CHECK(read("0123456789\n0123456789\n", small) == "0123456789|0123456789|");
    CHECK(read("a\n0123456789x\n", small) == "a|t.csv:2: error[E0606]: a line of more than 10 bytes");
    CHECK(read("a\nb\n0123456789\n012345678\n", small) == "a|b|0123456789|012345678|");  // 25 bytes
    CHECK(read("a\nb\n0123456789\n0123456789\n", small).ends_with("error[E0606]: more than 25 bytes in all"));
}

TEST_CASE("a NUL byte is refused", "[lines]") {
    CHECK(read(std::string{"a\nb\0c\n", 6}) ==
          "a|t.csv:2: error[E0606]: a NUL byte; this is not a text file");
}

TEST_CASE("a reader of the lines can refuse one by its column", "[lines]") {
    const auto source = make_line_source(std::string{"time,load_w\n0,\"1,5\"\n"}, "t.csv");
    std::string_view line;
    REQUIRE(source->next(line));
    REQUIRE(source->next(line));
    CHECK(source->line() == 2);
    CHECK(source->name() == "t.csv");
    CHECK_THROWS_WITH(source->refuse("load_w", "expected a number, got \"1,5\""),
                      "t.csv:2: error[E0604]: column load_w: expected a number, got \"1,5\"");
    CHECK_THROWS_WITH(source->refuse("", "no rows"), "t.csv:2: error[E0604]: no rows");
}
