// The bytes of an open regular file, read with the plain calls of the system.
#pragma once

#include <cstddef>
#include <span>
#include <string>

namespace datahall {

/// Owns a descriptor of a regular file.
class FileBytes {
public:
    enum class Failure { none, not_found, not_regular, unreadable };

    FileBytes() = default;
    ~FileBytes();
    FileBytes(FileBytes&& other) noexcept;
    FileBytes& operator=(FileBytes&& other) noexcept;

    /// Whether a symbolic link at the end of the path is followed.
    enum class Links { follow, refuse };
    /// Opens `path` for reading and neither blocks on a FIFO nor reads from a device.
    Failure open(const std::string& path, Links links);
    /// Why the last call failed, in words: "Permission denied".
    const std::string& reason() const { return reason_; }

    /// Fills `out` as far as the file reaches.  Throws an IoError if the disk fails.
    std::size_t read(std::span<char> out);
    /// The same from byte `offset` on, wherever read() stands.
    std::size_t read_at(std::size_t offset, std::span<char> out) const;
    /// Back to the first byte.
    void rewind();
    std::size_t size() const { return size_; }

private:
    int descriptor_ = -1;
    std::size_t size_ = 0;
    std::string path_;
    std::string reason_;
};

}  // namespace datahall
