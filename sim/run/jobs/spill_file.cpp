#include "sim/run/jobs/spill_file.hpp"

#include <cerrno>
#include <cstring>

#include "datahall/config_error.hpp"

namespace datahall {

void SpillFile::fail(int error) const {
    throw IoError{folder_ + ": " + name_ + ": " + std::strerror(error)};
}

// `x` takes no file that is there already, nor a link that somebody has planted; one left under such a name
// is of a process that was killed in this very moment.  Unbuffered: blocks are large, and a full disk shows
// itself at once.
void SpillFile::open() {
    constexpr int most_left = 100;
    for (int i = 0; i < most_left && file_ == nullptr; ++i) {
        const std::string path = folder_ + "/." + name_ + "." + std::to_string(i) + ".tmp";
        file_.reset(std::fopen(path.c_str(), "w+bx"));
        if (file_ == nullptr && errno != EEXIST) fail(errno);
        if (file_ != nullptr && std::remove(path.c_str()) != 0) fail(errno);
    }
    if (file_ == nullptr) fail(EEXIST);
    std::setvbuf(file_.get(), nullptr, _IONBF, 0);
}

void SpillFile::seek(std::uint64_t offset) const {
    if (std::fseek(file_.get(), static_cast<long>(offset), SEEK_SET) != 0) fail(errno);
}

std::uint64_t SpillFile::append(std::string_view bytes) {
    if (file_ == nullptr) open();
    const std::uint64_t begin = size_;
    seek(begin);
    if (std::fwrite(bytes.data(), 1, bytes.size(), file_.get()) != bytes.size()) fail(errno);
    size_ += bytes.size();
    return begin;
}

void SpillFile::read(std::uint64_t offset, char* bytes, std::size_t size) const {
    seek(offset);
    errno = EIO;  // of a file that has become shorter
    if (std::fread(bytes, 1, size, file_.get()) != size) fail(errno);
}

}  // namespace datahall
