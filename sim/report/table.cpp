#include "sim/report/table.hpp"

#include <algorithm>
#include <numeric>
#include <stdexcept>

#include "sim/config/utf8.hpp"
#include "sim/report/display_width.hpp"

namespace datahall {
namespace {

constexpr std::size_t gap = 2;             // spaces between columns
constexpr std::size_t least_flowing = 24;  // a flowing column narrower than this is unreadable

std::string padded(const std::string& text, std::size_t width, Align align) {
    const std::size_t taken = display_width(text);
    const std::string room(width > taken ? width - taken : 0, ' ');
    return align == Align::left ? text + room : room + text;
}

void end_line(std::string& out) {
    out.erase(out.find_last_not_of(' ') + 1);
    out += '\n';
}

}  // namespace

std::vector<std::string> wrapped(const std::string& text, std::size_t width) {
    std::vector<std::string> lines;
    std::size_t used = 0;
    for (std::size_t at = text.find_first_not_of(' '); at != std::string::npos;) {
        const std::size_t end = std::min(text.find(' ', at), text.size());
        const std::string word = text.substr(at, end - at);
        const std::size_t columns = display_width(word);
        if (lines.empty() || used + 1 + columns > width) {
            lines.push_back(word);
            used = columns;
        } else {
            lines.back() += ' ' + word;
            used += 1 + columns;
        }
        at = text.find_first_not_of(' ', end);
    }
    if (lines.empty()) lines.emplace_back();
    return lines;
}

void Table::add(const std::vector<std::string>& cells) {
    if (cells.size() != columns_.size()) throw std::logic_error{"a table row has the wrong number of cells"};
    Row row;
    for (const std::string& cell : cells) row.push_back(escaped(cell));
    rows_.push_back(std::move(row));
}

void Table::add_heading(const std::string& text) {
    headings_.push_back({rows_.size(), escaped(text)});
}

std::string Table::headings_above(std::size_t row) const {
    std::string out;
    for (const Heading& heading : headings_) {
        if (heading.above == row) out += heading.text + '\n';
    }
    return out;
}

std::vector<std::size_t> Table::natural_widths() const {
    std::vector<std::size_t> widths;
    for (std::size_t c = 0; c < columns_.size(); ++c) {
        std::size_t widest = display_width(columns_[c].header);
        for (const Row& row : rows_) widest = std::max(widest, display_width(row[c]));
        widths.push_back(widest);
    }
    return widths;
}

void Table::side_by_side(const Row& row, const std::vector<std::size_t>& widths, std::string& out) const {
    std::size_t indent = 0;
    for (std::size_t c = 0; c < columns_.size(); ++c) {
        if (!columns_[c].flows) {
            out += padded(row[c], widths[c], columns_[c].align) + std::string(gap, ' ');
            indent += widths[c] + gap;
            continue;
        }
        const std::vector<std::string> lines = wrapped(row[c], widths[c]);
        out += lines.front();
        for (std::size_t i = 1; i < lines.size(); ++i) {
            end_line(out);
            out += std::string(indent, ' ') + lines[i];
        }
    }
    end_line(out);
}

std::string Table::blocks(std::size_t width) const {
    std::size_t label = 0;
    for (const TableColumn& column : columns_) label = std::max(label, display_width(column.header));
    const std::size_t room = width > label + gap ? width - label - gap : 1;
    std::string out;
    for (std::size_t r = 0; r < rows_.size(); ++r) {
        const Row& row = rows_[r];
        if (r > 0) out += '\n';
        out += headings_above(r);
        for (std::size_t c = 0; c < columns_.size(); ++c) {
            if (row[c].empty()) continue;
            std::string start = padded(columns_[c].header, label + gap, Align::left);
            for (const std::string& line : wrapped(row[c], room)) {
                out += start + line;
                end_line(out);
                start.assign(label + gap, ' ');
            }
        }
    }
    return out;
}

std::string Table::render(std::size_t width) const {
    std::vector<std::size_t> widths = natural_widths();
    const bool flows = !columns_.empty() && columns_.back().flows;
    std::size_t fixed = std::accumulate(widths.begin(), widths.end(), std::size_t{0});
    fixed += gap * (columns_.empty() ? 0 : columns_.size() - 1);
    if (flows && fixed > width) {
        fixed -= widths.back();
        widths.back() = std::max(least_flowing, width > fixed ? width - fixed : 0);
        fixed += widths.back();
    }
    if (fixed > width) return blocks(width);
    Row headers;
    for (const TableColumn& column : columns_) headers.push_back(column.header);
    std::string out;
    side_by_side(headers, widths, out);
    for (std::size_t r = 0; r < rows_.size(); ++r) {
        out += headings_above(r);
        side_by_side(rows_[r], widths, out);
    }
    return out;
}

}  // namespace datahall
