// A file without a name for what does not fit the memory: written at its end, read anywhere, gone with the
// process, however that ends.
//
// Nothing is opened before the first byte.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>
#include <string_view>

namespace datahall {

class SpillFile {
public:
    /// `folder` is where it takes its room; `name` is what it is called in errors, and for a moment there.
    SpillFile(std::string folder, std::string name) : folder_{std::move(folder)}, name_{std::move(name)} {}

    /// Where the bytes begin.  Throws IoError, as read() does.
    std::uint64_t append(std::string_view bytes);
    /// REQUIRES: so many bytes were appended from `offset` on.
    void read(std::uint64_t offset, char* bytes, std::size_t size) const;
    std::uint64_t size() const { return size_; }

private:
    struct Closer {
        void operator()(std::FILE* file) const { std::fclose(file); }  // what it holds is given up
    };

    void open();
    void seek(std::uint64_t offset) const;
    [[noreturn]] void fail(int error) const;

    std::string folder_;
    std::string name_;
    std::uint64_t size_ = 0;
    std::unique_ptr<std::FILE, Closer> file_;
};

}  // namespace datahall
