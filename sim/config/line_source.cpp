// Cost: one pass, 64 KiB blocks; the longest line is the largest buffer.
#include "sim/config/line_source.hpp"

#include <algorithm>
#include <cstring>
#include <new>
#include <span>
#include <utility>

#include <fmt/format.h>
#include <zlib.h>

#include "datahall/config_error.hpp"

namespace datahall {
namespace {

constexpr std::size_t block_size = std::size_t{1} << 16;
constexpr std::uint64_t ratio_counts_after = std::uint64_t{1} << 20;  // small tables may be very regular

/// Where the stored bytes come from.
class Stored {
public:
    virtual ~Stored() = default;
    virtual std::size_t read(std::span<char> out) = 0;
    /// The same bytes from the first on; borrows them.
    virtual std::unique_ptr<Stored> again() const = 0;
};

class BorrowedFile final : public Stored {
public:
    explicit BorrowedFile(const FileBytes& bytes) : bytes_{bytes} {}
    std::size_t read(std::span<char> out) override {
        const std::size_t n = bytes_.read_at(given_, out);
        given_ += n;
        return n;
    }
    std::unique_ptr<Stored> again() const override { return std::make_unique<BorrowedFile>(bytes_); }

private:
    const FileBytes& bytes_;
    std::size_t given_ = 0;
};

class StoredFile final : public Stored {
public:
    explicit StoredFile(FileBytes bytes) : bytes_{std::move(bytes)} {}
    std::size_t read(std::span<char> out) override { return bytes_.read(out); }
    std::unique_ptr<Stored> again() const override { return std::make_unique<BorrowedFile>(bytes_); }

private:
    FileBytes bytes_;
};

class BorrowedText final : public Stored {
public:
    explicit BorrowedText(std::string_view text) : text_{text} {}
    std::size_t read(std::span<char> out) override {
        const std::size_t n = std::min(out.size(), text_.size() - given_);
        std::copy_n(text_.data() + given_, n, out.data());
        given_ += n;
        return n;
    }
    std::unique_ptr<Stored> again() const override { return std::make_unique<BorrowedText>(text_); }

private:
    std::string_view text_;
    std::size_t given_ = 0;
};

class StoredText final : public Stored {
public:
    explicit StoredText(std::string text) : text_{std::move(text)}, bytes_{text_} {}
    std::size_t read(std::span<char> out) override { return bytes_.read(out); }
    std::unique_ptr<Stored> again() const override { return std::make_unique<BorrowedText>(text_); }

private:
    std::string text_;
    BorrowedText bytes_;
};

// What stopped the unpacking; the line reader knows the place.
struct Trouble {
    std::string code;
    std::string text;
};

// Unpacks one or several gzip members.
class Inflater {
public:
    Inflater() {
        if (inflateInit2(&stream_, MAX_WBITS + 16) != Z_OK) throw std::bad_alloc{};
    }
    ~Inflater() { inflateEnd(&stream_); }
    Inflater(const Inflater&) = delete;
    Inflater& operator=(const Inflater&) = delete;

    bool wants_input() const { return stream_.avail_in == 0; }
    void give(std::span<char> packed) {
        stream_.next_in = reinterpret_cast<Bytef*>(packed.data());
        stream_.avail_in = static_cast<uInt>(packed.size());
    }
    bool is_between_members() const { return member_ended_; }

    /// Bytes written to `out`; fewer than asked when more input is wanted.  False: damaged data.
    bool unpack(std::span<char> out, std::size_t& written) {
        if (member_ended_) {
            if (stream_.avail_in == 0) return true;
            if (inflateReset(&stream_) != Z_OK) return false;
            member_ended_ = false;
        }
        stream_.next_out = reinterpret_cast<Bytef*>(out.data());
        stream_.avail_out = static_cast<uInt>(out.size());
        const int status = inflate(&stream_, Z_NO_FLUSH);
        written = out.size() - stream_.avail_out;
        member_ended_ = status == Z_STREAM_END;
        return status == Z_OK || status == Z_STREAM_END || status == Z_BUF_ERROR;
    }

private:
    z_stream stream_{};
    bool member_ended_ = false;
};

// The unpacked bytes of a file, whichever way it is stored.
class TextBytes {
public:
    TextBytes(std::unique_ptr<Stored> stored, const LineLimits& limits)
        : stored_{std::move(stored)}, limits_{limits}, packed_(block_size, '\0') {
        packed_size_ = stored_->read(packed_);
        read_ = packed_size_;
        const bool gzip = packed_size_ >= 2 && packed_[0] == '\x1f' && packed_[1] == '\x8b';
        if (!gzip) return;
        inflater_ = std::make_unique<Inflater>();
        inflater_->give(std::span{packed_}.first(packed_size_));
    }

    std::unique_ptr<Stored> stored_again() const { return stored_->again(); }

    /// Appends a block to `out`.  False at the end.  Throws Trouble.
    bool append_to(std::string& out) {
        const std::size_t before = out.size();
        out.resize(before + block_size);
        const std::size_t n =
            inflater_ ? unpack(std::span{out}.subspan(before)) : copy(std::span{out}.subspan(before));
        out.resize(before + n);
        written_ += n;
        if (written_ > limits_.total) {
            throw Trouble{"E0606", fmt::format("more than {} bytes in all", limits_.total)};
        }
        return n > 0;
    }

private:
    std::size_t copy(std::span<char> out) {
        if (packed_size_ == 0) return stored_->read(out);
        const std::size_t n = std::exchange(packed_size_, 0);  // the block that told the format
        std::memcpy(out.data(), packed_.data(), n);
        return n;
    }

    std::size_t unpack(std::span<char> out) {
        std::size_t n = 0;
        while (n == 0) {
            if (inflater_->wants_input() && !refill()) return 0;
            if (!inflater_->unpack(out, n)) throw Trouble{"E0605", "the compressed data is damaged"};
            check_ratio(n);
        }
        return n;
    }

    bool refill() {
        const std::size_t n = stored_->read(packed_);
        read_ += n;
        if (n > 0) {
            inflater_->give(std::span{packed_}.first(n));
            return true;
        }
        if (!inflater_->is_between_members()) throw Trouble{"E0605", "the compressed data ends too early"};
        return false;
    }

    void check_ratio(std::size_t more) const {
        const std::uint64_t unpacked = written_ + more;
        if (unpacked > ratio_counts_after && unpacked / limits_.ratio > read_) {
            throw Trouble{"E0606", fmt::format("unpacks to more than {} times its size", limits_.ratio)};
        }
    }

    std::unique_ptr<Stored> stored_;
    LineLimits limits_;
    std::string packed_;
    std::size_t packed_size_ = 0;
    std::uint64_t read_ = 0;     // stored bytes
    std::uint64_t written_ = 0;  // unpacked bytes
    std::unique_ptr<Inflater> inflater_;
};

class FileLines final : public LineSource {
public:
    FileLines(std::unique_ptr<Stored> stored, std::string name, const LineLimits& limits)
        : bytes_{std::move(stored), limits}, name_{std::move(name)}, limits_{limits} {}

    bool next(std::string_view& line) override {
        std::size_t end = buffer_.find('\n', start_);
        std::size_t searched = buffer_.size();
        while (end == std::string::npos && !at_end_) {
            if (buffer_.size() - start_ > limits_.line) refuse_limit();
            buffer_.erase(0, start_);
            searched -= std::exchange(start_, 0);
            at_end_ = !append();
            end = buffer_.find('\n', searched);
            searched = buffer_.size();
        }
        if (end == std::string::npos && start_ == buffer_.size()) return false;
        line = cut_line(end);
        return true;
    }
    int line() const override { return line_; }
    const std::string& name() const override { return name_; }
    std::unique_ptr<LineSource> reopen() const override {
        return std::make_unique<FileLines>(bytes_.stored_again(), name_, limits_);
    }

    [[noreturn]] void refuse(std::string_view column, const std::string& text) const override {
        fail("E0604", column.empty() ? text : fmt::format("column {}: {}", column, text), line_);
    }

private:
    [[noreturn]] void fail(std::string code, std::string text, int line) const {
        throw ConfigError{{Problem{{name_, line, 0}, std::move(code), "", std::move(text), ""}}};
    }
    [[noreturn]] void refuse_limit() const {
        fail("E0606", fmt::format("a line of more than {} bytes", limits_.line), line_ + 1);
    }

    bool append() {
        try {
            const bool more = bytes_.append_to(buffer_);
            if (std::exchange(is_first_block_, false) && buffer_.starts_with("\xef\xbb\xbf")) start_ = 3;
            return more;
        } catch (const Trouble& t) {
            fail(t.code, t.text, line_ + 1);
        }
    }

    std::string_view cut_line(std::size_t end) {
        const bool has_end = end != std::string::npos;
        std::string_view line = std::string_view{buffer_}.substr(start_, has_end ? end - start_ : end);
        start_ = has_end ? end + 1 : buffer_.size();
        if (line.size() > limits_.line) refuse_limit();
        if (std::memchr(line.data(), '\0', line.size()))
            fail("E0606", "a NUL byte; this is not a text file", line_ + 1);
        if (line.ends_with('\r')) line.remove_suffix(1);
        ++line_;
        return line;
    }

    TextBytes bytes_;
    std::string name_;
    LineLimits limits_;
    std::string buffer_;
    std::size_t start_ = 0;
    int line_ = 0;
    bool at_end_ = false;
    bool is_first_block_ = true;
};

}  // namespace

std::unique_ptr<LineSource> make_line_source(FileBytes bytes, std::string name, const LineLimits& limits) {
    return std::make_unique<FileLines>(std::make_unique<StoredFile>(std::move(bytes)), std::move(name),
                                       limits);
}

std::unique_ptr<LineSource> make_line_source(std::string text, std::string name, const LineLimits& limits) {
    return std::make_unique<FileLines>(std::make_unique<StoredText>(std::move(text)), std::move(name),
                                       limits);
}

}  // namespace datahall
