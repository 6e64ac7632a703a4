// Traces, weather and curves: text files read line by line.
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace datahall {

/// A text file that a scenario names, read line by line; gzip is unpacked on the way.
/// Reading stops with a ConfigError at a broken file, a line over 1 MiB or a gzip bomb.
class LineSource {
public:
    virtual ~LineSource() = default;
    /// The next line without its line end (LF or CRLF).  False at the end.  Valid until the next call.
    virtual bool next(std::string_view& line) = 0;
    /// The number of the line last returned, from 1.
    virtual int line() const = 0;
    /// The name as the user wrote it, for messages.
    virtual const std::string& name() const = 0;
    /// The same file once more, from its first line and at its own pace.  Must not outlive this.
    virtual std::unique_ptr<LineSource> reopen() const = 0;
    /// Throws a ConfigError at the present line: `column` is a column's name or empty.
    [[noreturn]] virtual void refuse(std::string_view column, const std::string& text) const = 0;
};

}  // namespace datahall
