#include "sim/fabric/flow_files.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <iterator>
#include <string_view>
#include <utility>

#include <fmt/format.h>

namespace datahall {
namespace {

// The words of a line, one after the other.
class Words {
public:
    Words(LineSource& lines, std::string_view text) : lines_{lines}, rest_{text} { skip_blanks(); }
    bool is_at_end() const { return rest_.empty(); }

    std::string_view word(std::string_view column) {
        if (rest_.empty()) lines_.refuse(column, "is missing");
        const std::size_t end = std::min(rest_.find_first_of(" \t"), rest_.size());
        const std::string_view found = rest_.substr(0, end);
        rest_.remove_prefix(end);
        skip_blanks();
        return found;
    }
    std::uint32_t number(std::string_view column, std::uint64_t below) {
        std::uint64_t value = 0;
        if (!parse(word(column), value) || value >= below)
            lines_.refuse(column, fmt::format("expected a whole number below {}", below));
        return static_cast<std::uint32_t>(value);
    }
    std::int64_t time_ns(std::string_view column) {
        std::int64_t value = 0;
        if (!parse(word(column), value) || value < 0)
            lines_.refuse(column, "expected whole nanoseconds, 0 or more");
        return value;
    }
    double amount(std::string_view column) {
        double value = 0;
        if (!parse(word(column), value) || !std::isfinite(value) || value < 0)
            lines_.refuse(column, "expected a number, 0 or more");
        return value;
    }
    double amount_or_none(std::string_view column) {
        if (!rest_.starts_with('-')) return amount(column);
        if (word(column) != "-") lines_.refuse(column, "expected a number, 0 or more, or - for none");
        return -1.0;
    }
    void end() {
        if (!rest_.empty()) lines_.refuse("", "expected the line to end here");
    }

private:
    template <class T>
    static bool parse(std::string_view text, T& value) {
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
        return error == std::errc{} && end == text.data() + text.size();
    }
    void skip_blanks() { rest_.remove_prefix(std::min(rest_.find_first_not_of(" \t"), rest_.size())); }

    LineSource& lines_;
    std::string_view rest_;
};

// The next line that is neither empty nor a comment.
bool next_line(LineSource& lines, std::string_view& line) {
    while (lines.next(line)) {
        if (!line.empty() && line.front() != '#') return true;
    }
    return false;
}

constexpr std::uint64_t most = 1ULL << 31;

std::uint32_t heading(LineSource& lines, std::string_view name) {
    std::string_view line;
    const std::string expected = fmt::format("expected a line '{} n'", name);
    if (!next_line(lines, line)) lines.refuse("", expected);
    Words words{lines, line};
    if (words.word(name) != name) lines.refuse("", expected);
    const std::uint32_t count = words.number(name, most);
    words.end();
    return count;
}

// One line of a list of `count`.
std::string_view item(LineSource& lines, std::uint32_t index, std::uint32_t count) {
    std::string_view line;
    if (!next_line(lines, line))
        lines.refuse("", fmt::format("the file ends after {} of {} lines", index, count));
    return line;
}

void expect_number(LineSource& lines, Words& words, std::string_view column, std::uint32_t expected) {
    if (words.number(column, most) != expected)
        lines.refuse(column, fmt::format("expected {}, as they are counted from 0", expected));
}

// Gathers text into pieces of some size.
class Lines {
public:
    explicit Lines(const TextSink& sink) : sink_{sink} {}
    Lines(const Lines&) = delete;

    template <class... Values>
    void add(fmt::format_string<Values...> form, Values&&... values) {
        fmt::format_to(std::back_inserter(text_), form, std::forward<Values>(values)...);
        if (text_.size() >= piece) flush();
    }
    void flush() {
        sink_(text_);
        text_.clear();
    }

private:
    static constexpr std::size_t piece = 1 << 16;
    const TextSink& sink_;
    std::string text_;
};

std::string one_word(std::string name, std::size_t index) {
    if (name.empty()) return fmt::format("link-{}", index);
    std::ranges::replace_if(
        name, [](char c) { return static_cast<unsigned char>(c) <= ' '; }, '_');
    return name;
}

}  // namespace

std::vector<Flow> read_flows(LineSource& lines) {
    std::vector<Flow> flows;
    std::string_view line;
    while (next_line(lines, line)) {
        Words words{lines, line};
        expect_number(lines, words, "id", static_cast<std::uint32_t>(flows.size()));
        Flow flow;
        flow.source = words.number("source", most);
        flow.destination = words.number("destination", most);
        flow.bytes = words.amount("bytes");
        flow.start_ns = words.time_ns("start_ns");
        words.end();
        flows.push_back(flow);
    }
    return flows;
}

RouteTable read_routes(LineSource& lines) {
    RouteTable table;
    const std::uint32_t links = heading(lines, "LINKS");
    for (std::uint32_t i = 0; i < links; ++i) {
        Words words{lines, item(lines, i, links)};
        expect_number(lines, words, "index", i);
        table.capacities.push_back(words.amount("capacity_bytes_per_s"));
        table.names.emplace_back(words.word("name"));
        words.end();
    }
    const std::uint32_t routes = heading(lines, "ROUTES");
    table.first.push_back(0);
    for (std::uint32_t i = 0; i < routes; ++i) {
        Words words{lines, item(lines, i, routes)};
        expect_number(lines, words, "id", i);
        while (!words.is_at_end()) table.hops.push_back({words.number("link", links), 1.0});
        table.first.push_back(static_cast<std::uint32_t>(table.hops.size()));
    }
    return table;
}

std::vector<double> read_finishes(LineSource& lines) {
    std::vector<double> finishes;
    std::string_view line;
    while (next_line(lines, line)) {
        Words words{lines, line};
        expect_number(lines, words, "id", static_cast<std::uint32_t>(finishes.size()));
        finishes.push_back(words.amount_or_none("finish_s"));
        words.end();
    }
    return finishes;
}

void write_flows(std::span<const Flow> flows, const TextSink& sink) {
    Lines lines{sink};
    lines.add("# id source destination bytes start_ns\n");
    for (std::size_t f = 0; f < flows.size(); ++f) {
        const Flow& flow = flows[f];
        lines.add("{} {} {} {} {}\n", f, flow.source, flow.destination, flow.bytes, flow.start_ns);
    }
    lines.flush();
}

void write_routes(const RouteTable& table, const TextSink& sink) {
    Lines lines{sink};
    lines.add("# index capacity_bytes_per_s name; then id link link ...\nLINKS {}\n",
              table.capacities.size());
    for (std::size_t l = 0; l < table.capacities.size(); ++l)
        lines.add("{} {} {}\n", l, table.capacities[l], one_word(table.names[l], l));
    lines.add("ROUTES {}\n", table.flows());
    for (std::uint32_t f = 0; f < table.flows(); ++f) {
        lines.add("{}", f);
        for (const PathHop& hop : table.path(f)) lines.add(" {}", hop.link);
        lines.add("\n");
    }
    lines.flush();
}

void write_finishes(std::span<const double> finishes, const TextSink& sink) {
    Lines lines{sink};
    lines.add("# id finish_s\n");
    for (std::size_t f = 0; f < finishes.size(); ++f) {
        if (finishes[f] < 0.0) {
            lines.add("{} -\n", f);
        } else {
            lines.add("{} {}\n", f, finishes[f]);
        }
    }
    lines.flush();
}

std::optional<RouteTable> single_paths(std::uint32_t flows, FlowPaths& paths, const NamedLinks& links) {
    constexpr std::uint32_t unused = UINT32_MAX;
    RouteTable table;
    std::vector<std::uint32_t> number(links.capacities.size(), unused);
    table.first.push_back(0);
    for (std::uint32_t f = 0; f < flows; ++f) {
        for (const PathHop& hop : paths.path(f)) {
            if (hop.share != 1.0) return std::nullopt;
            number[hop.link] = 0;
            table.hops.push_back(hop);
        }
        table.first.push_back(static_cast<std::uint32_t>(table.hops.size()));
    }
    for (std::uint32_t link = 0; link < number.size(); ++link) {
        if (number[link] == unused) continue;
        number[link] = static_cast<std::uint32_t>(table.capacities.size());
        table.capacities.push_back(links.capacities[link]);
        table.names.push_back(links.name_of(link));
    }
    for (PathHop& hop : table.hops) hop.link = number[hop.link];
    return table;
}

}  // namespace datahall
