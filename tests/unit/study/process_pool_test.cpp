// Workers: what tasks come to, in any number of workers, and what is left when they go wrong.
#include "sim/study/process_pool.hpp"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <new>
#include <stdexcept>

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "datahall/config_error.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"

namespace datahall {
namespace {

std::size_t open_descriptors() {
    std::size_t count = 0;
    for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator{"/proc/self/fd"}) ++count;
    return count;
}

// True if this process has no child left, running or waiting to be reaped.
bool is_childless() {
    return ::waitpid(-1, nullptr, WNOHANG) < 0 && errno == ECHILD;
}

TaskOutcome only(const std::function<std::string(std::size_t)>& task) {
    return run_in_workers(1, task, {.workers = 1}).at(0);
}

std::string number(std::size_t index) {
    return "task " + std::to_string(index);
}

TEST_CASE("outcomes come by index, whatever finishes first") {
    for (const std::size_t workers : {1U, 2U, 7U}) {
        const auto outcomes = run_in_workers(
            7,
            [](std::size_t index) {
                ::usleep(static_cast<useconds_t>(10'000 * (7 - index)));  // the last is the quickest
                return number(index);
            },
            {.workers = workers});
        REQUIRE(outcomes.size() == 7);
        for (std::size_t i = 0; i < 7; ++i) {
            CHECK(outcomes[i].bytes == number(i));
            CHECK(outcomes[i].failure.empty());
            CHECK(outcomes[i].exit_code == 0);
        }
    }
}

TEST_CASE("no task, no worker") {
    CHECK(run_in_workers(0, number, {.workers = 2}).empty());
    CHECK(is_childless());
}

TEST_CASE("an empty text is a result") {
    const TaskOutcome outcome = only([](std::size_t) { return std::string{}; });
    CHECK(outcome.failure.empty());
    CHECK(outcome.exit_code == 0);
}

TEST_CASE("ten megabytes from each of four workers arrive whole") {
    const auto content = [](std::size_t index) {
        std::string bytes(10'000'000, static_cast<char>('a' + index));
        bytes[5'000'000] = '\0';
        return bytes;
    };
    const auto outcomes = run_in_workers(4, content, {.workers = 4});
    for (std::size_t i = 0; i < 4; ++i) CHECK(outcomes[i].bytes == content(i));
}

TEST_CASE("an exception becomes a sentence and the exit code of its kind") {
    const TaskOutcome input = only([](std::size_t) -> std::string {
        throw ConfigError{{{{"a.yaml", 3, 5}, "E0102", "hall.pwoer", "unknown key", ""},
                           {{"a.yaml", 9, 1}, "E0103", "name", "missing", ""}}};
    });
    CHECK(input.exit_code == 3);
    CHECK(input.failure == "a.yaml:3:5: error[E0102]: hall.pwoer: unknown key (and 1 more)");
    CHECK(input.bytes.empty());

    const TaskOutcome io = only([](std::size_t) -> std::string { throw IoError{"x.csv: gone"}; });
    CHECK(io.exit_code == 4);
    CHECK(io.failure == "x.csv: gone");
    CHECK(only([](std::size_t) -> std::string { throw LimitError{"events"}; }).exit_code == 5);
    CHECK(only([](std::size_t) -> std::string { throw std::bad_alloc{}; }).exit_code == 5);
    CHECK(only([](std::size_t) -> std::string { throw std::logic_error{"books"}; }).exit_code == 70);
    CHECK(only([](std::size_t) -> std::string { throw 7; }).exit_code == 70);
}

TEST_CASE("a crash costs its own task only") {
    const auto outcomes =
        run_in_workers(3,
                       [](std::size_t index) {
                           ::signal(SIGSEGV, SIG_DFL);  // the test program has its own answer to it
                           if (index == 1) ::kill(::getpid(), SIGSEGV);
                           return number(index);
                       },
                       {.workers = 2});
    CHECK(outcomes[0].bytes == "task 0");
    CHECK(outcomes[1].exit_code == 70);
    CHECK(outcomes[1].bytes.empty());
    CHECK(outcomes[1].failure == "the worker was ended by signal 11 (Segmentation fault)");
    CHECK(outcomes[2].bytes == "task 2");
}

TEST_CASE("a worker that ends before its result has failed, even with code 0") {
    const TaskOutcome outcome = only([](std::size_t) -> std::string { ::_exit(0); });
    CHECK(outcome.exit_code == 70);
    CHECK(outcome.failure == "the worker ended with code 0 before its result");
}

TEST_CASE("each finished task is counted once, failed ones too") {
    std::vector<std::size_t> counts;
    run_in_workers(4,
                   [](std::size_t index) -> std::string {
                       if (index % 2 == 0) throw IoError{"no"};
                       return "yes";
                   },
                   {.workers = 2, .on_done = [&](std::size_t done) { counts.push_back(done); }});
    CHECK(counts == std::vector<std::size_t>{1, 2, 3, 4});
}

TEST_CASE("an interrupt stops all workers, and what was finished stays") {
    volatile int interrupt = 0;
    const auto outcomes = run_in_workers(
        5,
        [](std::size_t index) {
            if (index > 0) ::sleep(100);
            return number(index);
        },
        {.workers = 2, .on_done = [&](std::size_t) { interrupt = SIGINT; }, .interrupt = &interrupt});
    CHECK(outcomes[0].bytes == "task 0");
    for (std::size_t i = 1; i < 5; ++i) {
        CHECK(outcomes[i].exit_code == 128 + SIGINT);
        CHECK_FALSE(outcomes[i].failure.empty());
    }
    CHECK(is_childless());
}

TEST_CASE("a worker that does not want to end is ended") {
    volatile int interrupt = 0;
    const auto outcomes = run_in_workers(
        2,
        [](std::size_t index) {
            ::signal(SIGTERM, SIG_IGN);
            if (index > 0) ::sleep(100);
            return number(index);
        },
        {.workers = 2, .on_done = [&](std::size_t) { interrupt = SIGTERM; }, .interrupt = &interrupt});
    CHECK(outcomes[1].exit_code == 128 + SIGTERM);
    CHECK(is_childless());
}

TEST_CASE("an exception of the parent leaves no worker behind") {
    const auto refuse = [](std::size_t) { throw std::runtime_error{"enough"}; };
    const auto task = [](std::size_t index) {
        if (index > 0) ::sleep(100);
        return number(index);
    };
    CHECK_THROWS_AS(run_in_workers(3, task, {.workers = 3, .on_done = refuse}), std::runtime_error);
    CHECK(is_childless());
}

TEST_CASE("neither descriptors nor processes are left") {
    const std::size_t before = open_descriptors();
    run_in_workers(50,
                   [](std::size_t index) -> std::string {
                       if (index % 5 == 0) ::kill(::getpid(), SIGKILL);
                       if (index % 5 == 1) throw IoError{"no"};
                       return number(index);
                   },
                   {.workers = 8});
    CHECK(open_descriptors() == before);
    CHECK(is_childless());
}

TEST_CASE("a worker sees no pipe but its own") {
    // Standard streams and the test's own files are inherited; one writing end comes on top.
    const std::size_t before = open_descriptors();
    const auto outcomes = run_in_workers(4,
                                         [](std::size_t) {
                                             ::usleep(20'000);  // all four are there at once
                                             return std::to_string(open_descriptors());
                                         },
                                         {.workers = 4});
    for (const TaskOutcome& outcome : outcomes) CHECK(outcome.bytes == std::to_string(before + 1));
}

TEST_CASE("text that waits in a buffer of the parent is not written twice") {
    const test::TemporaryFolder folder;
    const std::string path = folder.path("text");
    std::FILE* file = std::fopen(path.c_str(), "w");
    REQUIRE(file != nullptr);
    std::fputs("once", file);  // stays in the buffer
    run_in_workers(3, number, {.workers = 3});
    std::fclose(file);
    CHECK(std::filesystem::file_size(path) == 4);
}

TEST_CASE("signals that the caller handles are handled after the work as before") {
    struct sigaction before {
    }, after{};
    ::sigaction(SIGINT, nullptr, &before);
    run_in_workers(2, number, {.workers = 2});
    ::sigaction(SIGINT, nullptr, &after);
    CHECK(after.sa_handler == before.sa_handler);
    sigset_t blocked;
    ::sigprocmask(SIG_BLOCK, nullptr, &blocked);
    CHECK(::sigismember(&blocked, SIGTERM) == 0);
}

TEST_CASE("this machine has a processor") {
    CHECK(processor_count() >= 1);
}

}  // namespace
}  // namespace datahall
