// The keys of a scenario as a table: what the schema, the reference and `explain` are made of.
//
//     std::vector<KeyRow> rows;
//     Describer describer{rows};
//     describe(describer, config);   // the same function that the Reader calls
//
// The values already in the struct are the defaults.  Paths read hall.racks[].power for list items,
// nodes.<name>.power for named entries and cooling(model=dry_cooler).ua for the settings of one model.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "datahall/keys.hpp"

namespace datahall {

enum class KeyType {
    quantity,  // has a dimension
    integer,
    flag,
    text,
    date,
    choice,  // has choices
    file,
    quantities,  // a list; has a dimension
    texts,
    pairs,  // names to texts
    group,
    list,   // of mappings
    named,  // names to mappings
    model,  // a mapping; choices are the names of its models
};

/// "quantity", "whole number", "true or false" ...
std::string_view name_of(KeyType type);

/// One key.
struct KeyRow {
    std::string path;
    KeyType type = KeyType::text;
    std::optional<Dimension> dimension;
    Presence presence = Presence::optional;
    std::string standard;  // the default as it would be written; "" if there is none
    std::string meaning;
    std::string example;
    std::vector<std::string> choices;
    Range range;

    /// The SI symbol that the value is kept in; "" for none.
    std::string_view unit() const;
    /// "at least 1 W, at most 1 MW"; "" for any value.
    std::string bounds() const;
};

class Describer final : public Keys {
public:
    /// Appends to `rows`, which must outlive it.
    explicit Describer(std::vector<KeyRow>& rows, std::string path = {});

    void model(const Key& key, Presence presence, std::span<const std::string> known,
               const std::function<void(const std::string& name, Keys& settings)>& make) override;
    void refuse(std::string_view, std::string) override {}
    bool done() override { return false; }

protected:
    void on_quantity(const Key& key, Presence presence, Dimension dimension, double& si) override;
    void on_integer(const Key& key, Presence presence, std::int64_t& value) override;
    void on_flag(const Key& key, Presence presence, bool& value) override;
    void on_text(const Key& key, Presence presence, std::string& value) override;
    void on_utc(const Key& key, Presence presence, Utc& value) override;
    void on_choice(const Key& key, Presence presence, std::span<const std::string_view> names,
                   std::size_t& index) override;
    void on_quantities(const Key& key, Presence presence, Dimension dimension,
                       std::vector<double>& si) override;
    void on_texts(const Key& key, Presence presence, std::vector<std::string>& values) override;
    void on_pairs(const Key& key, Presence presence, TextPairs& pairs) override;
    void on_file(const Key& key, Presence presence, std::unique_ptr<LineSource>& value) override;
    void on_group(const Key& key, Presence presence, const Nested& read_group) override;
    void on_list(const Key& key, Presence presence, const NestedItem& read_item) override;
    void on_named(const Key& key, Presence presence, const NestedNamed& read_entry) override;
    bool has(const Key& key) override;
    void absent(const Key& key) override;

private:
    KeyRow& add(const Key& key, Presence presence, KeyType type, std::string standard);
    std::string path_to(std::string_view key) const;
    /// A describer of what is inside `key`; nothing where descriptions go round in circles.
    std::optional<Describer> inside(const Key& key, std::string_view suffix) const;

    std::vector<KeyRow>& rows_;
    std::string path_;
    std::vector<std::string> trail_;  // the keys above
    std::string without_default_;     // the key that a std::optional is read from
};

/// | key | type | default | meaning |, one row a key.
std::string to_markdown(std::span<const KeyRow> rows);

}  // namespace datahall
