#include "sim/config/file_bytes.hpp"

#include <cerrno>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "datahall/config_error.hpp"

namespace datahall {
namespace {

std::string words_for(int error) {
    return std::generic_category().message(error);
}

}  // namespace

FileBytes::~FileBytes() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

FileBytes::FileBytes(FileBytes&& other) noexcept {
    *this = std::move(other);
}

FileBytes& FileBytes::operator=(FileBytes&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    std::swap(size_, other.size_);
    std::swap(path_, other.path_);
    std::swap(reason_, other.reason_);
    return *this;
}

FileBytes::Failure FileBytes::open(const std::string& path, Links links) {
    const int flags =
        O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY | (links == Links::refuse ? O_NOFOLLOW : 0);
    do {
        descriptor_ = ::open(path.c_str(), flags);
    } while (descriptor_ < 0 && errno == EINTR);
    if (descriptor_ < 0) {
        const int error = errno;
        reason_ = words_for(error);
        return error == ENOENT || error == ENOTDIR ? Failure::not_found : Failure::unreadable;
    }
    struct stat status {};
    if (::fstat(descriptor_, &status) != 0) {
        reason_ = words_for(errno);
        return Failure::unreadable;
    }
    if (!S_ISREG(status.st_mode)) {
        reason_ = S_ISDIR(status.st_mode) ? "it is a folder" : "it is not a regular file";
        return Failure::not_regular;
    }
    size_ = status.st_size > 0 ? static_cast<std::size_t>(status.st_size) : 0;
    path_ = path;
    return Failure::none;
}

std::size_t FileBytes::read(std::span<char> out) {
    std::size_t done = 0;
    while (done < out.size()) {
        const ssize_t n = ::read(descriptor_, out.data() + done, out.size() - done);
        if (n == 0) break;
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) throw IoError{path_ + ": cannot be read: " + words_for(errno)};
        done += static_cast<std::size_t>(n);
    }
    return done;
}

std::size_t FileBytes::read_at(std::size_t offset, std::span<char> out) const {
    std::size_t done = 0;
    while (done < out.size()) {
        const ssize_t n =
            ::pread(descriptor_, out.data() + done, out.size() - done, static_cast<off_t>(offset + done));
        if (n == 0) break;
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) throw IoError{path_ + ": cannot be read: " + words_for(errno)};
        done += static_cast<std::size_t>(n);
    }
    return done;
}

void FileBytes::rewind() {
    if (::lseek(descriptor_, 0, SEEK_SET) != 0)
        throw IoError{path_ + ": cannot be read: " + words_for(errno)};
}

}  // namespace datahall
