#include "sim/study/process_pool.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <exception>
#include <new>
#include <optional>
#include <string_view>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <sched.h>
#include <signal.h>
#include <sys/poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "datahall/config_error.hpp"

namespace datahall {
namespace {

// The exit codes of the program that a failed task may end with.
constexpr int input_code = 3;
constexpr int io_code = 4;
constexpr int limit_code = 5;
constexpr int bug_code = 70;
constexpr int signal_base = 128;

constexpr std::size_t piece = 1U << 16U;  // bytes read at once
constexpr int patience = 100;             // ms between looks at the interrupt, which may come before any wait
constexpr int grace = 20;                 // times `patience` from asking a worker to end to ending it

// The first byte that a worker sends says what the others are.
constexpr char result_mark = 'r';
constexpr char failure_mark = 'f';

std::string sentence(const ConfigError& error) {
    const std::string text = error.what();
    const std::string first = text.substr(0, text.find('\n'));
    const std::size_t count = error.problems().size();
    return count < 2 ? first : fmt::format("{} (and {} more)", first, count - 1);
}

TaskOutcome failed(int exit_code, std::string sentence) {
    return {.bytes = {}, .failure = std::move(sentence), .exit_code = exit_code};
}

// Runs in the worker: whatever a task throws becomes an outcome.
TaskOutcome outcome_of(const std::function<std::string(std::size_t)>& task, std::size_t index) {
    try {
        return {.bytes = task(index), .failure = {}, .exit_code = 0};
    } catch (const ConfigError& error) {
        return failed(input_code, sentence(error));
    } catch (const IoError& error) {
        return failed(io_code, error.what());
    } catch (const LimitError& error) {
        return failed(limit_code, std::string{"limit reached: "} + error.what());
    } catch (const std::bad_alloc&) {
        return failed(limit_code, "limit reached: out of memory");
    } catch (const std::exception& error) {
        return failed(bug_code, std::string{"internal error: "} + error.what());
    } catch (...) {
        return failed(bug_code, "internal error: an exception of an unknown kind");
    }
}

bool write_all(int descriptor, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
        if (written >= 0) {
            bytes.remove_prefix(static_cast<std::size_t>(written));
        } else if (errno != EINTR) {
            return false;  // the parent is gone
        }
    }
    return true;
}

// The parent alone decides when work stops: an interrupt from the keyboard reaches it, too.
void prepare_worker(pid_t parent) {
    ::signal(SIGINT, SIG_IGN);
    ::signal(SIGTERM, SIG_DFL);
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != parent) ::_exit(bug_code);  // it died before the line above
}

// _exit() keeps the worker from writing out what the parent has buffered.
[[noreturn]] void work(const std::function<std::string(std::size_t)>& task, std::size_t index, int pipe) {
    const TaskOutcome outcome = outcome_of(task, index);
    const bool returned = outcome.exit_code == 0;
    const char mark = returned ? result_mark : failure_mark;
    const bool sent =
        write_all(pipe, {&mark, 1}) && write_all(pipe, returned ? outcome.bytes : outcome.failure);
    ::_exit(sent ? outcome.exit_code : bug_code);
}

// While it lives, signals wait: none may reach a worker before it has its own answers to them.
class SignalsHeld {
public:
    SignalsHeld() {
        sigset_t all;
        ::sigfillset(&all);
        ::sigprocmask(SIG_BLOCK, &all, &before_);
    }
    ~SignalsHeld() { release(); }
    SignalsHeld(const SignalsHeld&) = delete;
    SignalsHeld& operator=(const SignalsHeld&) = delete;

    void release() const { ::sigprocmask(SIG_SETMASK, &before_, nullptr); }

private:
    sigset_t before_{};
};

struct Worker {
    std::size_t index = 0;
    pid_t process = -1;
    int pipe = -1;
    std::string received;
};

int wait_for(pid_t process) {
    int status = 0;
    while (::waitpid(process, &status, 0) < 0 && errno == EINTR) {}
    return status;
}

// What a worker has sent is believed only with the exit code that belongs to it.
TaskOutcome outcome_from(std::string received, int status) {
    if (WIFSIGNALED(status)) {
        const int number = WTERMSIG(status);
        return failed(bug_code,
                      fmt::format("the worker was ended by signal {} ({})", number, ::strsignal(number)));
    }
    const int exit_code = WEXITSTATUS(status);
    const char mark = received.empty() ? '\0' : received.front();
    if (!received.empty()) received.erase(0, 1);
    if (mark == result_mark && exit_code == 0) return {.bytes = std::move(received), .failure = {}};
    if (mark == failure_mark && exit_code != 0) return failed(exit_code, std::move(received));
    return failed(bug_code, fmt::format("the worker ended with code {} before its result", exit_code));
}

// The workers that run now, and the outcomes of those that have ended.
class Pool {
public:
    explicit Pool(std::size_t count) : outcomes_(count) {}
    ~Pool() { stop(); }
    Pool(const Pool&) = delete;
    Pool& operator=(const Pool&) = delete;

    std::size_t running() const { return workers_.size(); }

    /// False if the system has no room for another process while others run.
    bool start(const std::function<std::string(std::size_t)>& task, std::size_t index);
    /// Waits a moment and takes what workers have sent; how many have ended.
    std::size_t collect();
    /// Ends and reaps every worker.
    void stop();
    /// What tasks came to; `missing` for those that have not ended.
    std::vector<TaskOutcome> take_outcomes(const TaskOutcome& missing);

private:
    bool cannot_start(const char* what) const;
    void finish(Worker& worker);

    std::vector<Worker> workers_;
    std::vector<std::optional<TaskOutcome>> outcomes_;  // by index
};

bool Pool::cannot_start(const char* what) const {
    const int error = errno;
    if (!workers_.empty()) return false;
    throw IoError{fmt::format("no worker process: {}: {}", what, std::strerror(error))};
}

bool Pool::start(const std::function<std::string(std::size_t)>& task, std::size_t index) {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) return cannot_start("pipe");
    const pid_t parent = ::getpid();
    const SignalsHeld held;
    const pid_t process = ::fork();
    if (process == 0) {
        prepare_worker(parent);
        held.release();
        ::close(ends[0]);
        for (const Worker& other : workers_) ::close(other.pipe);
        work(task, index, ends[1]);
    }
    ::close(ends[1]);
    if (process < 0) {
        ::close(ends[0]);
        return cannot_start("fork");
    }
    workers_.push_back({.index = index, .process = process, .pipe = ends[0], .received = {}});
    return true;
}

// Takes what waits in the pipe; whether that was all.
bool read_some(Worker& worker) {
    std::array<char, piece> buffer{};
    const ssize_t got = ::read(worker.pipe, buffer.data(), buffer.size());
    if (got > 0) worker.received.append(buffer.data(), static_cast<std::size_t>(got));
    return got == 0 || (got < 0 && errno != EINTR);
}

void Pool::finish(Worker& worker) {
    ::close(worker.pipe);
    outcomes_[worker.index] = outcome_from(std::move(worker.received), wait_for(worker.process));
}

std::size_t Pool::collect() {
    std::vector<pollfd> readable;
    for (const Worker& worker : workers_) readable.push_back({worker.pipe, POLLIN, 0});
    if (::poll(readable.data(), readable.size(), patience) <= 0) return 0;
    std::vector<Worker> still;
    for (std::size_t i = 0; i < readable.size(); ++i) {
        if (readable[i].revents != 0 && read_some(workers_[i])) {
            finish(workers_[i]);
        } else {
            still.push_back(std::move(workers_[i]));
        }
    }
    workers_ = std::move(still);
    return readable.size() - workers_.size();
}

void Pool::stop() {
    for (const Worker& worker : workers_) ::kill(worker.process, SIGTERM);
    for (int turn = 0; !workers_.empty(); ++turn) {
        std::erase_if(workers_, [](const Worker& worker) {
            if (::waitpid(worker.process, nullptr, WNOHANG) == 0) return false;
            ::close(worker.pipe);
            return true;
        });
        if (turn == grace) {
            for (const Worker& worker : workers_) ::kill(worker.process, SIGKILL);
        }
        if (!workers_.empty()) ::poll(nullptr, 0, turn == 0 ? 1 : patience);  // most are gone in a moment
    }
}

std::vector<TaskOutcome> Pool::take_outcomes(const TaskOutcome& missing) {
    std::vector<TaskOutcome> taken;
    for (std::optional<TaskOutcome>& outcome : outcomes_)
        taken.push_back(std::move(outcome).value_or(missing));
    return taken;
}

}  // namespace

std::vector<TaskOutcome> run_in_workers(std::size_t count,
                                        const std::function<std::string(std::size_t)>& task,
                                        const PoolOptions& options) {
    const std::size_t most = std::max<std::size_t>(options.workers, 1);
    Pool pool{count};
    std::size_t started = 0;
    std::size_t done = 0;
    while (done < count && (!options.interrupt || *options.interrupt == 0)) {
        if (started < count && pool.running() < most && pool.start(task, started)) {
            ++started;
            continue;
        }
        for (std::size_t ended = pool.collect(); ended > 0; --ended) {
            ++done;
            if (options.on_done) options.on_done(done);
        }
    }
    pool.stop();
    const int signal = options.interrupt ? *options.interrupt : 0;
    return pool.take_outcomes(failed(signal_base + signal, "stopped before its end"));
}

std::size_t processor_count() {
    cpu_set_t allowed;
    if (::sched_getaffinity(0, sizeof allowed, &allowed) == 0) {
        return static_cast<std::size_t>(std::max(CPU_COUNT(&allowed), 1));
    }
    return static_cast<std::size_t>(std::max(::sysconf(_SC_NPROCESSORS_ONLN), 1L));
}

}  // namespace datahall
