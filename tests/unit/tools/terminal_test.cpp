// What is believed of a screen, and listings in every format.
#include "tools/datahall/terminal.hpp"

#include <cstdlib>

#include <fcntl.h>
#include <unistd.h>

#include "tests/support/catch.hpp"
#include "tools/datahall/listing.hpp"

namespace datahall {
namespace {

/// A file is no screen, whatever runs the tests.
class PlainFile {
public:
    PlainFile() : descriptor_{::open("/dev/null", O_WRONLY)} {}
    ~PlainFile() { ::close(descriptor_); }
    PlainFile(const PlainFile&) = delete;
    PlainFile& operator=(const PlainFile&) = delete;
    int descriptor() const { return descriptor_; }

private:
    int descriptor_;
};

std::string printed(std::string_view format) {
    const Listing listing{{"model", "summary"}, {{"fcfs", "First come, \"first\" served"}}};
    std::string text;
    print_listing(listing, format, 80, [&text](std::string_view bytes) { text += bytes; });
    return text;
}

}  // namespace

TEST_CASE("what is no screen has color only when told so") {
    const PlainFile file;
    ::setenv("TERM", "xterm", 1);
    ::unsetenv("NO_COLOR");
    CHECK_FALSE(terminal_of(file.descriptor(), When::automatic).color);
    CHECK_FALSE(terminal_of(file.descriptor(), When::never).color);
    CHECK(terminal_of(file.descriptor(), When::always).color);
    CHECK_FALSE(terminal_of(file.descriptor(), When::always).can_redraw);
}

TEST_CASE("COLUMNS says the width if it is a width") {
    const PlainFile file;
    ::setenv("COLUMNS", "57", 1);
    CHECK(terminal_of(file.descriptor(), When::never).width == 57);
    for (const char* wrong : {"", "0", "-5", "80x", "99999999999999999999", "2000"}) {
        CAPTURE(wrong);
        ::setenv("COLUMNS", wrong, 1);
        CHECK(terminal_of(file.descriptor(), When::never).width == 80);
    }
    ::unsetenv("COLUMNS");
}

TEST_CASE("styles add codes only where color is wanted") {
    CHECK(red("error", false) == "error");
    CHECK(red("error", true) == "\x1b[1;31merror\x1b[0m");
}

TEST_CASE("a listing prints as table, JSON and CSV") {
    CHECK(printed("table") == "model  summary\nfcfs   First come, \"first\" served\n");
    CHECK(printed("json") ==
          "[\n  {\"model\": \"fcfs\", \"summary\": \"First come, \\\"first\\\" served\"}\n]\n");
    CHECK(printed("csv") == "model,summary\nfcfs,\"First come, \"\"first\"\" served\"\n");
}

}  // namespace datahall
