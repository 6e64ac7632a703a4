// Line sources for tests of trace readers: text in memory, and packed files.
#pragma once

#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

#include <zlib.h>

#include "datahall/config_error.hpp"
#include "datahall/keys.hpp"

/// Refusals become a ConfigError like that of the real one, with the column's name as its path.
class TextLines : public datahall::LineSource {
public:
    explicit TextLines(std::string text, std::string name = "trace.txt")
        : text_{std::move(text)}, name_{std::move(name)} {}

    bool next(std::string_view& line) override {
        if (at_ >= text_.size()) return false;
        const std::size_t end = std::min(text_.find('\n', at_), text_.size());
        line = std::string_view{text_}.substr(at_, end - at_);
        at_ = end + 1;
        ++line_;
        return true;
    }
    int line() const override { return line_; }
    const std::string& name() const override { return name_; }
    std::unique_ptr<datahall::LineSource> reopen() const override {
        return std::make_unique<TextLines>(text_, name_);
    }
    [[noreturn]] void refuse(std::string_view column, const std::string& text) const override {
        throw datahall::ConfigError{{{{name_, line_, 1}, "E0601", std::string{column}, text, ""}}};
    }

private:
    std::string text_;
    std::string name_;
    std::size_t at_ = 0;
    int line_ = 0;
};

/// The text of a file, unpacked if it is gzip.
inline std::string unpacked(const std::string& path) {
    const gzFile file = gzopen(path.c_str(), "rb");
    if (file == nullptr) throw std::runtime_error{"cannot open " + path};
    std::string text;
    char block[65536];
    int got = 0;
    while ((got = gzread(file, block, sizeof block)) > 0) text.append(block, static_cast<std::size_t>(got));
    gzclose(file);
    if (got < 0) throw std::runtime_error{"cannot unpack " + path};
    return text;
}
