#include "sim/report/atomic_file.hpp"

#include <cerrno>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "datahall/config_error.hpp"

namespace datahall {
namespace {

constexpr std::string_view temporary_ending = ".tmp";

int opened(const std::string& path, int flags) {
    int descriptor = -1;
    do {
        descriptor = ::open(path.c_str(), flags | O_CLOEXEC, 0666);
    } while (descriptor < 0 && errno == EINTR);
    return descriptor;
}

// 0, or the error.  Some file systems cannot flush a directory and say EINVAL: the rename itself
// was still atomic, so that is no failure.
int flush_directory(const std::string& directory) {
    const int descriptor = opened(directory, O_RDONLY | O_DIRECTORY);
    if (descriptor < 0) return errno;
    const int error = ::fsync(descriptor) == 0 || errno == EINVAL ? 0 : errno;
    ::close(descriptor);
    return error;
}

}  // namespace

AtomicFile::AtomicFile(std::string directory, std::string name)
    : directory_{std::move(directory)}, path_{directory_ + "/" + name} {
    // The process number keeps two runs apart; O_EXCL never follows a link planted under that name.
    const std::string path = fmt::format("{}/.{}.{}{}", directory_, name, ::getpid(), temporary_ending);
    ::unlink(path.c_str());  // of a dead process with the same number
    descriptor_ = opened(path, O_WRONLY | O_CREAT | O_EXCL);
    if (descriptor_ < 0) fail(errno);
    temporary_ = path;
}

AtomicFile::~AtomicFile() {
    discard();
}

void AtomicFile::discard() {
    if (descriptor_ >= 0) ::close(std::exchange(descriptor_, -1));
    if (!temporary_.empty()) ::unlink(std::exchange(temporary_, {}).c_str());
}

void AtomicFile::fail(int error) {
    discard();
    throw IoError{path_ + ": " + std::strerror(error)};
}

void AtomicFile::append(std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t written = ::write(descriptor_, bytes.data(), bytes.size());
        if (written >= 0) {
            bytes.remove_prefix(static_cast<std::size_t>(written));
        } else if (errno != EINTR) {
            fail(errno);
        }
    }
}

void AtomicFile::commit() {
    if (::fsync(descriptor_) != 0) fail(errno);
    // After close() the descriptor is gone even if it failed.
    if (::close(std::exchange(descriptor_, -1)) != 0 && errno != EINTR) fail(errno);
    if (::rename(temporary_.c_str(), path_.c_str()) != 0) fail(errno);
    temporary_.clear();
    if (const int error = flush_directory(directory_); error != 0) fail(error);
}

void write_file(const std::string& directory, const std::string& name, std::string_view bytes) {
    AtomicFile file{directory, name};
    file.append(bytes);
    file.commit();
}

bool is_temporary_of(std::string_view name, std::string_view target) {
    const std::string start = fmt::format(".{}.", target);
    if (!name.starts_with(start) || !name.ends_with(temporary_ending)) return false;
    if (name.size() <= start.size() + temporary_ending.size()) return false;
    name.remove_prefix(start.size());
    name.remove_suffix(temporary_ending.size());
    return name.find_first_not_of("0123456789") == std::string_view::npos;
}

}  // namespace datahall
