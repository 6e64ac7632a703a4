#include "tools/datahall/output.hpp"

#include <cerrno>
#include <cstring>

#include <sys/poll.h>
#include <unistd.h>

#include "datahall/config_error.hpp"

namespace datahall {
namespace {

constexpr std::size_t piece = 1U << 16U;  // bytes written at once

// Writes all of it; 0, or the error.
int write_all(int descriptor, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
        if (written >= 0) {
            bytes.remove_prefix(static_cast<std::size_t>(written));
        } else if (errno == EAGAIN) {  // somebody made the terminal or pipe non-blocking
            pollfd writable{descriptor, POLLOUT, 0};
            ::poll(&writable, 1, -1);
        } else if (errno != EINTR) {
            return errno;
        }
    }
    return 0;
}

}  // namespace

void Output::write(std::string_view bytes) {
    buffer_ += bytes;
    if (buffer_.size() >= piece) flush();
}

void Output::flush() {
    const int error = write_all(descriptor_, buffer_);
    buffer_.clear();
    if (error == EPIPE) throw BrokenPipe{};
    if (error != 0) throw IoError{std::string{"standard output: "} + std::strerror(error)};
}

void write_anyway(int descriptor, std::string_view bytes) {
    (void)write_all(descriptor, bytes);
}

}  // namespace datahall
