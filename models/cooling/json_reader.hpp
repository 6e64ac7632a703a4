// A JSON text (RFC 8259) read value by value from the front, without keeping it.
//
// Whatever is wrong refuses the file at its line.  Values may go over lines; strings may not, so that the
// longest line bounds them.  Values nest at most 32 deep.  Cost: O(bytes), a line in memory.
// Ignores that a number may not begin with a zero or a point, and that keys of one object differ.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "datahall/line_source.hpp"

namespace datahall {

class JsonReader {
public:
    explicit JsonReader(LineSource& in) : in_{in} {}

    /// Calls `read_member` with each key; it must read the value or skip() it.
    void object(const std::function<void(const std::string& key)>& read_member);
    /// Calls `read_item` for each item, which it must read or skip().
    void array(const std::function<void(std::size_t index)>& read_item);
    double number();
    /// Empty: null stands there.
    std::optional<double> number_or_null();
    std::string string();
    void skip();
    /// Refuses anything but blanks up to the end of the text.
    void end();

    /// For messages: where it reads.
    const LineSource& place() const { return in_; }

private:
    char peek();
    bool take(char c);
    void expect(char c);
    /// The letters, digits and signs up to the next mark or blank.
    std::string_view word();
    void escape(std::string& out);
    unsigned code_unit();
    void enter();

    LineSource& in_;
    std::string_view rest_;  // of the present line
    int depth_ = 0;
};

}  // namespace datahall
