#include "sim/config/reader.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "sim/config/date.hpp"
#include "sim/config/near_name.hpp"
#include "sim/config/quantity.hpp"
#include "sim/config/utf8.hpp"

namespace datahall {
namespace {

constexpr std::size_t longest_shown = 40;
// Unknown keys beyond these are counted as consequences of the first ones.
constexpr std::size_t most_unknown_keys = 100;

std::string shown(const YamlNode& n) {
    switch (n.kind) {
        case YamlNode::Kind::null:
            return "nothing";
        case YamlNode::Kind::sequence:
            return "a list";
        case YamlNode::Kind::mapping:
            return "a mapping";
        case YamlNode::Kind::scalar:
            break;
    }
    const std::string_view head = first_characters(n.text, longest_shown);
    return fmt::format("\"{}{}\"", head, head.size() < n.text.size() ? "..." : "");
}

std::string join(std::string_view path, std::string_view key) {
    if (path.empty()) return std::string{key};
    return key.empty() ? std::string{path} : fmt::format("{}.{}", path, key);
}

bool is_mapping(const YamlNode& n) {
    return n.kind == YamlNode::Kind::mapping;
}

std::vector<std::string> as_strings(std::span<const std::string_view> names) {
    return {names.begin(), names.end()};
}

// What keeps a text from being written to a table, or "".
std::string unsafe_because(std::string_view text) {
    if (!text.empty() && std::string_view{"=+@\t"}.find(text[0]) != std::string_view::npos) {
        return "must not start with = + @ or a tab, which spreadsheets take for a formula";
    }
    for (std::string_view rest = text; !rest.empty();) {
        const char32_t c = first_character(rest);
        if (c < 0x20 || (c >= 0x7f && c <= 0x9f)) return "holds a control character or a line break";
        rest.remove_prefix(std::max<std::size_t>(character_length(rest), 1));
    }
    return {};
}

}  // namespace

bool is_safe_name(std::string_view name) {
    const auto allowed = [](char c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' ||
               c == '_' || c == '-';
    };
    return !name.empty() && name.size() <= 64 && name != "." && name != ".." && name[0] != '-' &&
           std::ranges::all_of(name, allowed);
}

Reader::Reader(const YamlNode& node, Problems& problems, ReadContext& context, std::string path)
    : node_{node}, problems_{problems}, context_{context}, path_{std::move(path)} {
    // A key without a value is a mapping without keys: everything in it may be commented out.
    if (!is_mapping(node) && node.kind != YamlNode::Kind::null) {
        note_at(node.at,
                {{}, "E0110", path_, fmt::format("expected a mapping of keys, got {}", shown(node)), {}});
    }
}

// Noting

void Reader::note_at(const YamlPlace& at, Problem problem) {
    clean_ = false;
    problem.where = at.where();
    problems_.add(std::move(problem));
}

void Reader::note(std::string_view key, std::string code, std::string text, std::string hint) {
    const YamlNode* value = key.empty() ? nullptr : node_.find(key);
    note_at(value ? value->at : node_.at,
            {{}, std::move(code), join(path_, key), std::move(text), std::move(hint)});
}

void Reader::refuse(std::string_view key, std::string text) {
    note(key, "E0501", std::move(text));
}

Where Reader::where(std::string_view key) const {
    const YamlNode* value = node_.find(key);
    return (value ? value->at : node_.at).where();
}

void Reader::wrong(const Value& value, std::string code, std::string expected, std::string hint) {
    note_at(value.node.at, {{},
                            std::move(code),
                            value.path,
                            fmt::format("expected {}, got {}", expected, shown(value.node)),
                            std::move(hint)});
}

bool Reader::is_scalar(const Value& value, const std::string& code, const std::string& expected) {
    if (value.node.kind == YamlNode::Kind::scalar) return true;
    wrong(value, value.node.kind == YamlNode::Kind::null ? "E0206" : code, expected);
    return false;
}

// Looking up

bool Reader::has(const Key& key) {
    return is_mapping(node_) && node_.find(key.name) != nullptr;
}

void Reader::absent(const Key& key) {
    asked_.emplace_back(key.name);
}

std::optional<Reader::Value> Reader::take(const Key& key, Presence presence) {
    asked_.emplace_back(key.name);
    const bool readable = is_mapping(node_) || node_.kind == YamlNode::Kind::null;
    const YamlNode* value = is_mapping(node_) ? node_.find(key.name) : nullptr;
    if (!value && presence == Presence::required && readable) {
        note("", "E0103", fmt::format("'{}' is required, but missing", key.name), std::string{key.meaning});
    }
    if (!value) return std::nullopt;
    return Value{*value, join(path_, key.name)};
}

std::optional<Reader::Value> Reader::take_list(const Key& key, Presence presence) {
    auto value = take(key, presence);
    if (!value || value->node.kind == YamlNode::Kind::sequence) return value;
    wrong(*value, value->node.kind == YamlNode::Kind::null ? "E0206" : "E0110", "a list",
          "a list is [a, b], or one - line for each item; [] is the empty list");
    return std::nullopt;
}

bool Reader::done() {
    closed_ = true;
    if (!is_mapping(node_)) return clean_;
    std::size_t unknown = 0;
    for (const YamlNode& member : node_.children) {
        if (std::ranges::find(asked_, member.key) != asked_.end()) continue;
        if (++unknown > most_unknown_keys) break;
        note_unknown_key(member);
    }
    return clean_;
}

void Reader::note_unknown_key(const YamlNode& member) {
    std::string hint = did_you_mean(member.key, asked_);
    if (hint.empty()) hint = asked_.empty() ? "no keys are known here" : "known here: " + listed(asked_);
    const std::string key{first_characters(member.key, longest_shown)};
    note_at(member.key_at, {{}, "E0102", join(path_, key), "unknown key", std::move(hint)});
}

// Scalars

namespace {

// What fits the integers that a run counts in, with room for sums; all beyond is a slip of the unit.
double largest_magnitude(Dimension dimension) {
    switch (dimension) {
        case Dimension::power:
            return 1e12;  // 1 TW; energies are 128-bit, powers 63-bit microwatts
        case Dimension::length:
            return 1e8;
        case Dimension::mass:
        case Dimension::heat_capacity:
            return 1e15;
        default:
            return std::numeric_limits<double>::infinity();
    }
}

}  // namespace

bool Reader::is_within(const Value& value, const Range& range, double number, Dimension dimension) {
    const auto bound = [&](std::string_view words, double limit) {
        wrong(value, "E0301", fmt::format("{} {}", words, to_text(limit, dimension)));
        return false;
    };
    const double most = largest_magnitude(dimension);
    if (number > most || number < -most) return bound("no more than", most);
    if (number < range.at_least) return bound("at least", range.at_least);
    if (number > range.at_most) return bound("at most", range.at_most);
    if (number <= range.above && range.above > -std::numeric_limits<double>::infinity()) {
        return bound("more than", range.above);
    }
    if (number >= range.below && range.below < std::numeric_limits<double>::infinity()) {
        return bound("less than", range.below);
    }
    return true;
}

std::optional<double> Reader::quantity(const Value& value, const Key& key, Dimension dimension) {
    const UnitTable& table = units_of(dimension);
    const std::string_view example = key.range.example.empty() ? table.example : key.range.example;
    const std::string expected = fmt::format("{} such as \"{}\"", table.what, example);
    const std::string code = table.base.empty() ? "E0201" : "E0202";
    if (!is_scalar(value, code, expected)) return std::nullopt;
    const Parsed<double> parsed = parse_quantity(value.node.text, dimension);
    if (!parsed.value) {
        wrong(value, code, expected, parsed.hint);
        return std::nullopt;
    }
    return is_within(value, key.range, *parsed.value, dimension) ? parsed.value : std::nullopt;
}

void Reader::on_quantity(const Key& key, Presence presence, Dimension dimension, double& si) {
    const auto value = take(key, presence);
    if (!value) return;
    if (const auto number = quantity(*value, key, dimension)) si = *number;
}

void Reader::on_quantities(const Key& key, Presence presence, Dimension dimension, std::vector<double>& si) {
    const auto list = take_list(key, presence);
    if (!list) return;
    std::vector<double> numbers;
    for (const YamlNode& item : list->node.children) {
        const Value value{item, fmt::format("{}[{}]", list->path, numbers.size())};
        numbers.push_back(quantity(value, key, dimension).value_or(0.0));
    }
    si = std::move(numbers);
}

void Reader::on_integer(const Key& key, Presence presence, std::int64_t& out) {
    const auto value = take(key, presence);
    if (!value) return;
    const std::string expected =
        fmt::format("a whole number such as \"{}\"",
                    key.range.example.empty() ? std::string_view{"8"} : key.range.example);
    if (!is_scalar(*value, "E0201", expected)) return;
    const auto parsed = parse_integer(value->node.text);
    if (!parsed.value) return wrong(*value, "E0201", expected, parsed.hint);
    if (is_within(*value, key.range, static_cast<double>(*parsed.value), Dimension::number))
        out = *parsed.value;
}

void Reader::on_flag(const Key& key, Presence presence, bool& out) {
    const auto value = take(key, presence);
    if (!value || !is_scalar(*value, "E0203", "true or false")) return;
    const std::string& text = value->node.text;
    if (text != "true" && text != "false") return wrong(*value, "E0203", "true or false");
    out = text == "true";
}

void Reader::on_utc(const Key& key, Presence presence, Utc& out) {
    const auto value = take(key, presence);
    if (!value) return;
    const Parsed<Utc> parsed = parse_utc(value->node.text);
    const std::string expected = parsed.value ? std::string{} : parsed.expected;
    if (!is_scalar(*value, "E0205", expected)) return;
    if (!parsed.value) return wrong(*value, "E0205", expected, parsed.hint);
    out = *parsed.value;
}

std::optional<std::string> Reader::text(const Value& value) {
    if (!is_scalar(value, "E0204", "text")) return std::nullopt;
    std::string text = value.node.text;
    if (text.ends_with('\n')) text.pop_back();  // a folded or literal block ends in one
    std::string reason = unsafe_because(text);
    if (reason.empty()) return text;
    note_at(value.node.at,
            {{}, "E0204", value.path, fmt::format("the text {} {}", shown(value.node), reason), {}});
    return std::nullopt;
}

void Reader::on_text(const Key& key, Presence presence, std::string& out) {
    const auto value = take(key, presence);
    if (!value) return;
    if (auto read = text(*value)) out = std::move(*read);
}

void Reader::on_texts(const Key& key, Presence presence, std::vector<std::string>& out) {
    const auto list = take_list(key, presence);
    if (!list) return;
    std::vector<std::string> texts;
    for (const YamlNode& item : list->node.children) {
        texts.push_back(text({item, fmt::format("{}[{}]", list->path, texts.size())}).value_or(""));
    }
    out = std::move(texts);
}

// A written null is kept as "~": what it means is up to whom the pairs are for.
void Reader::on_pairs(const Key& key, Presence presence, TextPairs& out) {
    const auto value = take(key, presence);
    if (!value || value->node.kind == YamlNode::Kind::null) return;
    if (!is_mapping(value->node)) return wrong(*value, "E0110", "a mapping of names to texts");
    TextPairs pairs;
    for (const YamlNode& member : value->node.children) {
        const bool is_null = member.kind == YamlNode::Kind::null && !member.text.empty();
        const auto read =
            is_null ? std::optional{member.text} : text({member, join(value->path, member.key)});
        if (read) pairs.emplace_back(member.key, *read);
    }
    out = std::move(pairs);
}

void Reader::on_choice(const Key& key, Presence presence, std::span<const std::string_view> names,
                       std::size_t& index) {
    const auto value = take(key, presence);
    if (!value) return;
    const std::vector<std::string> known = as_strings(names);
    const std::string expected = "one of " + listed(known);
    if (!is_scalar(*value, "E0402", expected)) return;
    const auto it = std::ranges::find(known, value->node.text);
    if (it == known.end()) return wrong(*value, "E0402", expected, did_you_mean(value->node.text, known));
    index = static_cast<std::size_t>(it - known.begin());
}

void Reader::on_file(const Key& key, Presence presence, std::unique_ptr<LineSource>& out) {
    const auto value = take(key, presence);
    if (!value) return;
    const auto name = text(*value);
    if (!name) return;
    const YamlPlace& at = value->node.at;
    try {
        out = open_lines(context_, {*name, at.source ? at.source->folder : std::string{}, at.where()});
    } catch (const ConfigError& e) {
        for (Problem p : e.problems()) {
            if (p.path.empty()) p.path = value->path;
            note_at(at, std::move(p));
        }
    }
}

// Mappings and lists of them

template <class Read>
void Reader::read_mapping(const Value& value, Read read) {
    Reader inner{value.node, problems_, context_, value.path};
    try {
        read(inner);
        if (!inner.closed_) inner.done();
    } catch (const ConfigError& e) {
        problems_.add(e);  // a file inside was wrong; the rest of the scenario is still worth reading
        inner.clean_ = false;
    }
    clean_ = clean_ && inner.clean_;
}

void Reader::on_group(const Key& key, Presence presence, const Nested& read_group) {
    if (const auto value = take(key, presence)) read_mapping(*value, read_group);
}

void Reader::on_list(const Key& key, Presence presence, const NestedItem& read_item) {
    const auto list = take_list(key, presence);
    if (!list) return;
    std::size_t index = 0;
    for (const YamlNode& item : list->node.children) {
        read_mapping({item, fmt::format("{}[{}]", list->path, index)},
                     [&](Keys& keys) { read_item(keys, index); });
        ++index;
    }
}

void Reader::on_named(const Key& key, Presence presence, const NestedNamed& read_entry) {
    const auto value = take(key, presence);
    if (!value || value->node.kind == YamlNode::Kind::null) return;
    if (!is_mapping(value->node)) return wrong(*value, "E0110", "a mapping of names to mappings");
    for (const YamlNode& entry : value->node.children) {
        if (!is_safe_name(entry.key)) {
            const std::string shown_key{first_characters(entry.key, longest_shown)};
            note_at(entry.key_at, {{},
                                   "E0112",
                                   join(value->path, shown_key),
                                   "not usable as a name",
                                   "1 to 64 of A-Z a-z 0-9 . _ and -, not starting with -"});
            continue;
        }
        read_mapping({entry, join(value->path, entry.key)}, [&](Keys& keys) { read_entry(keys, entry.key); });
    }
}

void Reader::model(const Key& key, Presence presence, std::span<const std::string> known,
                   const std::function<void(const std::string& name, Keys& settings)>& make) {
    const auto value = take(key, presence);
    if (value) read_model(*value, known, make);
}

void Reader::read_model(const Value& value, std::span<const std::string> known,
                        const std::function<void(const std::string&, Keys&)>& make) {
    const std::string choice = "one of " + listed(known);
    if (!is_mapping(value.node)) {
        const std::string hint = value.node.kind == YamlNode::Kind::scalar && !value.node.text.empty()
                                     ? "write {model: name}"
                                     : "known models: " + listed(known);
        return wrong(value, "E0110", "a mapping with the key 'model'", hint);
    }
    const YamlNode* name = value.node.find("model");
    if (!name) {
        return note_at(
            value.node.at,
            {{}, "E0103", value.path, "'model' is required, but missing", "known models: " + listed(known)});
    }
    const Value named{*name, join(value.path, "model")};
    if (!is_scalar(named, "E0401", choice)) return;
    if (std::ranges::find(known, name->text) == known.end()) {
        return wrong(named, "E0401", choice, did_you_mean(name->text, known));
    }
    read_mapping(value, [&](Reader& settings) {
        settings.asked_.emplace_back("model");
        make(name->text, settings);
    });
}

}  // namespace datahall
