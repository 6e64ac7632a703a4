#include "sim/config/describer.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "sim/config/date.hpp"
#include "sim/config/emit.hpp"
#include "sim/config/quantity.hpp"

namespace datahall {
namespace {

constexpr std::size_t deepest = 16;
// A structure that holds itself is shown to its second level.
constexpr std::ptrdiff_t most_repeats = 2;

std::string quantity_text(double si, Dimension dimension) {
    return std::isfinite(si) ? to_text(si, dimension) : std::string{};
}

std::string listing(const std::vector<std::string>& texts) {
    return fmt::format("[{}]", fmt::join(texts, ", "));
}

std::string cell(std::string_view text) {
    std::string out;
    for (const char c : text) out += c == '|' ? std::string{"\\|"} : std::string{c};
    return out;
}

std::string type_cell(const KeyRow& row) {
    if (row.type == KeyType::choice) {
        std::string names;
        for (const std::string& choice : row.choices)
            names += (names.empty() ? "" : ", ") + fmt::format("`{}`", choice);
        return names;
    }
    if (!row.dimension) return std::string{name_of(row.type)};
    const std::string_view what = units_of(*row.dimension).name;
    return row.type == KeyType::quantities ? fmt::format("list of {}", what) : std::string{what};
}

std::string meaning_cell(const KeyRow& row) {
    const std::string bounds = row.bounds();
    return bounds.empty() ? row.meaning : fmt::format("{} ({})", row.meaning, bounds);
}

}  // namespace

std::string_view name_of(KeyType type) {
    static constexpr std::array<std::string_view, 14> names = {"quantity",
                                                               "whole number",
                                                               "true or false",
                                                               "text",
                                                               "date",
                                                               "choice",
                                                               "file",
                                                               "list of quantities",
                                                               "list of texts",
                                                               "mapping of names to texts",
                                                               "mapping",
                                                               "list of mappings",
                                                               "mapping of names to mappings",
                                                               "model"};
    return names[static_cast<std::size_t>(type)];
}

std::string_view KeyRow::unit() const {
    return dimension ? units_of(*dimension).base : std::string_view{};
}

std::string KeyRow::bounds() const {
    const Dimension d = dimension.value_or(Dimension::number);
    std::string out;
    const auto say = [&](std::string_view words, double limit) {
        if (std::isfinite(limit))
            out += fmt::format("{}{} {}", out.empty() ? "" : ", ", words, to_text(limit, d));
    };
    say("at least", range.at_least);
    say("more than", range.above);
    say("at most", range.at_most);
    say("less than", range.below);
    return out;
}

Describer::Describer(std::vector<KeyRow>& rows, std::string path) : rows_{rows}, path_{std::move(path)} {}

std::string Describer::path_to(std::string_view key) const {
    return path_.empty() ? std::string{key} : fmt::format("{}.{}", path_, key);
}

KeyRow& Describer::add(const Key& key, Presence presence, KeyType type, std::string standard) {
    KeyRow row;
    row.path = path_to(key.name);
    row.type = type;
    row.presence = presence;
    if (presence == Presence::optional && without_default_ != key.name) row.standard = std::move(standard);
    row.meaning = key.meaning;
    row.example = key.range.example;
    row.range = key.range;
    row.range.example = {};  // a view that the row must not keep
    without_default_.clear();
    rows_.push_back(std::move(row));
    return rows_.back();
}

std::optional<Describer> Describer::inside(const Key& key, std::string_view suffix) const {
    const std::string name{key.name};
    if (trail_.size() >= deepest || std::ranges::count(trail_, name) >= most_repeats) return std::nullopt;
    Describer inner{rows_, path_to(key.name) + std::string{suffix}};
    inner.trail_ = trail_;
    inner.trail_.push_back(name);
    return inner;
}

// Only a std::optional and a list ask first whether there is a value.
bool Describer::has(const Key& key) {
    without_default_ = key.name;
    return true;
}

void Describer::absent(const Key&) {}

void Describer::on_quantity(const Key& key, Presence presence, Dimension dimension, double& si) {
    KeyRow& row = add(key, presence, KeyType::quantity, quantity_text(si, dimension));
    row.dimension = dimension;
    if (row.example.empty()) row.example = units_of(dimension).example;
}

void Describer::on_integer(const Key& key, Presence presence, std::int64_t& value) {
    add(key, presence, KeyType::integer, fmt::format("{}", value));
}

void Describer::on_flag(const Key& key, Presence presence, bool& value) {
    add(key, presence, KeyType::flag, value ? "true" : "false");
}

void Describer::on_text(const Key& key, Presence presence, std::string& value) {
    add(key, presence, KeyType::text, value.empty() ? "" : yaml_scalar(value));
}

void Describer::on_utc(const Key& key, Presence presence, Utc& value) {
    add(key, presence, KeyType::date, to_text(value));
}

void Describer::on_choice(const Key& key, Presence presence, std::span<const std::string_view> names,
                          std::size_t& index) {
    const std::string standard{index < names.size() ? names[index] : std::string_view{}};
    add(key, presence, KeyType::choice, standard).choices.assign(names.begin(), names.end());
}

void Describer::on_quantities(const Key& key, Presence presence, Dimension dimension,
                              std::vector<double>& si) {
    std::vector<std::string> texts;
    texts.reserve(si.size());
    for (const double value : si) texts.push_back(quantity_text(value, dimension));
    KeyRow& row = add(key, presence, KeyType::quantities, listing(texts));
    row.dimension = dimension;
    if (row.example.empty()) row.example = fmt::format("[{}]", units_of(dimension).example);
}

void Describer::on_texts(const Key& key, Presence presence, std::vector<std::string>& values) {
    std::vector<std::string> texts;
    texts.reserve(values.size());
    for (const std::string& value : values) texts.push_back(yaml_scalar(value));
    add(key, presence, KeyType::texts, listing(texts));
}

void Describer::on_pairs(const Key& key, Presence presence, TextPairs&) {
    add(key, presence, KeyType::pairs, "");
}

void Describer::on_file(const Key& key, Presence presence, std::unique_ptr<LineSource>&) {
    add(key, presence, KeyType::file, "");
}

void Describer::on_group(const Key& key, Presence presence, const Nested& read_group) {
    add(key, presence, KeyType::group, "");
    if (auto inner = inside(key, "")) read_group(*inner);
}

void Describer::on_list(const Key& key, Presence presence, const NestedItem& read_item) {
    add(key, presence, KeyType::list, "");
    if (auto inner = inside(key, "[]")) read_item(*inner, 0);
}

void Describer::on_named(const Key& key, Presence presence, const NestedNamed& read_entry) {
    add(key, presence, KeyType::named, "");
    if (auto inner = inside(key, ".<name>")) read_entry(*inner, "<name>");
}

void Describer::model(const Key& key, Presence presence, std::span<const std::string> known,
                      const std::function<void(const std::string& name, Keys& settings)>& make) {
    add(key, presence, KeyType::model, "").choices.assign(known.begin(), known.end());
    for (const std::string& name : known) {
        if (auto inner = inside(key, fmt::format("(model={})", name))) make(name, *inner);
    }
}

std::string to_markdown(std::span<const KeyRow> rows) {
    std::string out = "| key | type | default | meaning |\n|---|---|---|---|\n";
    for (const KeyRow& row : rows) {
        const std::string standard = row.presence == Presence::required
                                         ? "**required**"
                                         : (row.standard.empty() ? "" : fmt::format("`{}`", row.standard));
        out += fmt::format("| `{}` | {} | {} | {} |\n", cell(row.path), cell(type_cell(row)), cell(standard),
                           cell(meaning_cell(row)));
    }
    return out;
}

}  // namespace datahall
