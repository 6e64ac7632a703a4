// Text tables for a terminal: columns side by side while they fit, else one block a row.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace datahall {

enum class Align { left, right };

struct TableColumn {
    std::string header;
    Align align = Align::left;
    /// Takes what room the others leave and breaks its text between words.  At most one a table,
    /// the last.  No other column is ever cut or broken.
    bool flows = false;
};

class Table {
public:
    explicit Table(std::vector<TableColumn> columns) : columns_{std::move(columns)} {}

    /// As many cells as there are columns.  Control characters are shown escaped.
    void add(const std::vector<std::string>& cells);
    /// A line of its own above the rows that follow; it widens no column.
    void add_heading(const std::string& text);

    /// Lines that end in a newline and take at most `width` columns where the texts allow it.
    std::string render(std::size_t width) const;

private:
    using Row = std::vector<std::string>;
    struct Heading {
        std::size_t above = 0;  // index of the row that follows
        std::string text;
    };
    std::string headings_above(std::size_t row) const;
    std::vector<std::size_t> natural_widths() const;
    void side_by_side(const Row& row, const std::vector<std::size_t>& widths, std::string& out) const;
    std::string blocks(std::size_t width) const;

    std::vector<TableColumn> columns_;
    std::vector<Row> rows_;
    std::vector<Heading> headings_;  // by row
};

/// Breaks a text between words into lines of at most `width` columns; a longer word stays whole.
std::vector<std::string> wrapped(const std::string& text, std::size_t width);

}  // namespace datahall
