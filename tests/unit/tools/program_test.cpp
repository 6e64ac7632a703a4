// From what a verb throws to the exit code and the last words, with verbs of the test's own.
#include "tools/datahall/program.hpp"

#include <array>
#include <functional>
#include <new>

#include <fcntl.h>
#include <unistd.h>

#include "datahall/config_error.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tools/datahall/exit_code.hpp"
#include "tools/datahall/usage_error.hpp"
#include "tools/datahall/verbs.hpp"

namespace datahall {
namespace {

constexpr std::array<std::string_view, 2> examples{"datahall fail usage", "datahall fail bug"};

int fail(const Arguments& arguments, Session& session) {
    const std::string how = arguments.operands().front();
    session.subject = "scenario 'hall', seed 7";
    if (how == "usage") throw UsageError{"no such thing", "fail"};
    if (how == "input") throw ConfigError{{{{"a.yaml", 0, 0}, "E0102", "hall", "unknown key", ""}}};
    if (how == "io") throw IoError{"a.yaml: \x1b[31m"};
    if (how == "limit") throw LimitError{"10 events; --max-events raises the limit"};
    if (how == "memory") throw std::bad_alloc{};
    if (how == "pipe") throw BrokenPipe{};
    if (how == "bug") throw std::logic_error{"the book 'energy' does not balance"};
    if (how == "unknown") throw std::runtime_error{"what nobody expected"};
    session.out.write("result\n");
    session.out.flush();
    return exit_code::done;
}

constinit const Verb fail_verb{.name = "fail",
                               .summary = "end in a chosen way",
                               .operands = {"HOW", 1, 1},
                               .examples = examples,
                               .options = {},
                               .run = fail};

/// What a call left on the two streams.
struct Outcome {
    int code = -1;
    std::string out;
    std::string err;
};

/// Sends a descriptor to a file while it lives.
class Redirected {
public:
    Redirected(int descriptor, const std::string& path)
        : descriptor_{descriptor}, before_{::dup(descriptor)} {
        const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
        ::dup2(file, descriptor_);
        ::close(file);
    }
    ~Redirected() {
        ::dup2(before_, descriptor_);
        ::close(before_);
    }
    Redirected(const Redirected&) = delete;
    Redirected& operator=(const Redirected&) = delete;

private:
    int descriptor_;
    int before_;
};

Outcome call(const std::vector<std::string>& words) {
    const test::TemporaryFolder folder;
    Outcome outcome;
    {
        const Redirected out{STDOUT_FILENO, folder.path("out")};
        const Redirected err{STDERR_FILENO, folder.path("err")};
        outcome.code = run_program(words, {});
    }
    outcome.out = test::content_of(folder.path("out"));
    outcome.err = test::content_of(folder.path("err"));
    return outcome;
}

}  // namespace

std::span<const Verb* const> verbs() {
    static constexpr std::array list{&fail_verb};
    return list;
}

TEST_CASE("each kind of failure has its exit code") {
    CHECK(call({"fail", "not"}).code == 0);
    CHECK(call({"fail", "usage"}).code == 2);
    CHECK(call({"fail", "input"}).code == 3);
    CHECK(call({"fail", "io"}).code == 4);
    CHECK(call({"fail", "limit"}).code == 5);
    CHECK(call({"fail", "memory"}).code == 5);
    CHECK(call({"fail", "bug"}).code == 70);
    CHECK(call({"fail", "unknown"}).code == 70);
    CHECK(call({"fail", "pipe"}).code == 141);
}

TEST_CASE("a failure says why on standard error and nothing on standard output") {
    CHECK(call({"fail", "usage"}).err == "datahall: error: no such thing\ntry: datahall fail --help\n");
    CHECK(call({"fail", "input"}).err ==
          "a.yaml: error[E0102]: hall: unknown key\n1 error in a.yaml; nothing was simulated\n");
    CHECK(call({"fail", "io"}).err == "datahall: error: a.yaml: \\x1b[31m\n");
    CHECK(call({"fail", "limit"}).err ==
          "datahall: error: limit reached: 10 events; --max-events raises the limit\n");
    CHECK(call({"fail", "pipe"}).err.empty());
    CHECK(call({"fail", "bug"}).out.empty());
}

TEST_CASE("a bug report names the scenario, the seed and the version") {
    const std::string text = call({"fail", "bug"}).err;
    CHECK(text.find("datahall: internal error: the book 'energy' does not balance\n") == 0);
    CHECK(text.find("scenario 'hall', seed 7; datahall 0.") != std::string::npos);
    CHECK(text.find("Please report") != std::string::npos);
}

TEST_CASE("help is found in every spelling, and does not run the verb") {
    const std::string text = call({"fail", "--help"}).out;
    CHECK(text.find("fail: end in a chosen way\n\nExamples:\n  datahall fail usage\n") == 0);
    CHECK(call({"help", "fail"}).out == text);
    CHECK(call({"-h", "fail"}).out == text);
    CHECK(call({"fail", "bug", "-h"}).out == text);
    CHECK(call({}).out == call({"--help"}).out);
}

TEST_CASE("an unknown verb names the nearest one") {
    const Outcome outcome = call({"fial"});
    CHECK(outcome.code == 2);
    CHECK(outcome.err ==
          "datahall: error: unknown verb 'fial'; did you mean 'fail'?\ntry: datahall --help\n");
    CHECK(call({"help", "fial"}).code == 2);
    CHECK(call({"--quiet", "fail"}).err.find("expected a verb before options, got '--quiet'") !=
          std::string::npos);
}

}  // namespace datahall
