// A small JSON writer: keys in the order of the calls, one entry a line, numbers that read back
// to the same bits.
//
//     JsonWriter json;
//     json.begin_object();
//     json.key("seed").whole(1);
//     json.end_object();
//     json.finish();  // -> "{\n  \"seed\": 1\n}\n"
//
// Names and nesting are the caller's: the writer checks nothing that the grammar of its caller
// already fixes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace datahall {

/// A JSON string with its quotes.  Control characters and those of text direction are escaped;
/// bytes that are not UTF-8 become U+FFFD.
std::string json_text(std::string_view text);

/// The shortest decimal that reads back to the same double; "null" for NaN and infinities, which
/// JSON cannot write.
std::string json_number(double value);

class JsonWriter {
public:
    enum class Layout {
        lines,    // one entry a line, indented
        one_line  // everything inside on one line
    };

    JsonWriter& key(std::string_view name);
    void text(std::string_view value) { put(json_text(value)); }
    void number(double value) { put(json_number(value)); }
    void whole(std::uint64_t value) { put(std::to_string(value)); }
    /// A finite decimal as it is written, with all its digits.
    void decimal(std::string_view digits) { put(digits); }
    void flag(bool value) { put(value ? "true" : "false"); }
    void null() { put("null"); }

    void begin_object(Layout layout = Layout::lines) { open('{', '}', layout); }
    void begin_array(Layout layout = Layout::lines) { open('[', ']', layout); }
    void end_object() { close(); }
    void end_array() { close(); }

    /// The document so far with a newline at its end; the writer starts anew.
    std::string finish();

private:
    struct Level {
        char closing;
        Layout layout;
        bool empty = true;
    };
    void before_value();
    void separate();
    void new_line(std::size_t depth);
    void put(std::string_view written);
    void open(char opening, char closing, Layout layout);
    void close();

    std::string out_;
    std::vector<Level> levels_;
    bool after_key_ = false;
};

}  // namespace datahall
