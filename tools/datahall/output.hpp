// Standard output with every write checked: a full disk is an error, a reader that left is not.
#pragma once

#include <exception>
#include <string>
#include <string_view>

namespace datahall {

/// Nobody reads standard output any more.
class BrokenPipe : public std::exception {
public:
    const char* what() const noexcept override { return "the reader of standard output went away"; }
};

class Output {
public:
    explicit Output(int descriptor) : descriptor_{descriptor} {}

    /// Both throw IoError or BrokenPipe.  Bytes may wait until flush().
    void write(std::string_view bytes);
    void flush();

private:
    int descriptor_;
    std::string buffer_;
};

/// Best effort, for standard error: who cannot read messages cannot be told so.
void write_anyway(int descriptor, std::string_view bytes);

}  // namespace datahall
