#include "tools/datahall/signals.hpp"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include "tools/datahall/exit_code.hpp"

namespace datahall {
namespace {

// The one global that changes: a signal handler may touch nothing else.
volatile std::sig_atomic_t noted_signal = 0;  // NOLINT(cppcoreguidelines-avoid-non-const-global-variables)

extern "C" void note_signal(int number) {
    if (noted_signal != 0) ::_exit(exit_code::signal_base + number);
    noted_signal = number;
}

void set_handler(int number, void (*handler)(int)) {
    struct sigaction action {};
    action.sa_handler = handler;
    ::sigemptyset(&action.sa_mask);
    ::sigaction(number, &action, nullptr);
}

}  // namespace

void prepare_process() {
    set_handler(SIGPIPE, SIG_IGN);
    set_handler(SIGXFSZ, SIG_IGN);
    // Open the wrong way round: reading a closed stdin and writing to a closed stdout still fail.
    for (int descriptor = STDIN_FILENO; descriptor <= STDERR_FILENO; ++descriptor) {
        if (::fcntl(descriptor, F_GETFD) >= 0) continue;
        const int spare = ::open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY);
        if (spare >= 0 && spare != descriptor) ::close(spare);
    }
}

void catch_interrupts() {
    set_handler(SIGINT, note_signal);
    set_handler(SIGTERM, note_signal);
}

const volatile std::sig_atomic_t& interrupt_signal() {
    return noted_signal;
}

}  // namespace datahall
