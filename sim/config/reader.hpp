// Fills a described struct from one YAML mapping and collects every mistake on the way.
//
//     const YamlTree tree = parse_yaml(text, "hall.yaml");
//     Problems problems;
//     ReadContext context;
//     Reader reader{tree.root, problems, context};
//     describe(reader, config);
//     reader.done();
//     problems.throw_if_any();
//
// A wrong value is noted and leaves the default in place.  Mappings inside are checked for unknown keys
// when their description returns, so only factories and the top level call done().
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "datahall/keys.hpp"

#include "sim/config/input_file.hpp"
#include "sim/config/problems.hpp"
#include "sim/config/yaml_tree.hpp"

namespace datahall {

/// Whether `name` may become a part of a file name or a column: [A-Za-z0-9._-]{1,64}, not . or ..,
/// not starting with -.
bool is_safe_name(std::string_view name);

class Reader final : public Keys {
public:
    /// `path` is how the mapping is called in messages: "hall.racks[3]", "" for the root.
    Reader(const YamlNode& node, Problems& problems, ReadContext& context, std::string path = {});
    Reader(const Reader&) = delete;
    Reader& operator=(const Reader&) = delete;

    void model(const Key& key, Presence presence, std::span<const std::string> known,
               const std::function<void(const std::string& name, Keys& settings)>& make) override;
    void refuse(std::string_view key, std::string text) override;
    bool done() override;

    /// Notes a problem at the value of `key` (at the mapping, if it is absent or "").
    void note(std::string_view key, std::string code, std::string text, std::string hint = {});

    /// The value of `key`, or null.  For places and for what no description can express.
    const YamlNode* find(std::string_view key) const { return node_.find(key); }
    /// The place of `key`'s value; of the mapping, if it is absent.
    Where where(std::string_view key) const;
    const std::string& path() const { return path_; }

protected:
    void on_quantity(const Key& key, Presence presence, Dimension dimension, double& si) override;
    void on_integer(const Key& key, Presence presence, std::int64_t& out) override;
    void on_flag(const Key& key, Presence presence, bool& out) override;
    void on_text(const Key& key, Presence presence, std::string& out) override;
    void on_utc(const Key& key, Presence presence, Utc& out) override;
    void on_choice(const Key& key, Presence presence, std::span<const std::string_view> names,
                   std::size_t& index) override;
    void on_quantities(const Key& key, Presence presence, Dimension dimension,
                       std::vector<double>& si) override;
    void on_texts(const Key& key, Presence presence, std::vector<std::string>& out) override;
    void on_pairs(const Key& key, Presence presence, TextPairs& out) override;
    void on_file(const Key& key, Presence presence, std::unique_ptr<LineSource>& out) override;
    void on_group(const Key& key, Presence presence, const Nested& read_group) override;
    void on_list(const Key& key, Presence presence, const NestedItem& read_item) override;
    void on_named(const Key& key, Presence presence, const NestedNamed& read_entry) override;
    bool has(const Key& key) override;
    void absent(const Key& key) override;

private:
    /// A value and what to call it.
    struct Value {
        const YamlNode& node;
        std::string path;
    };

    std::optional<Value> take(const Key& key, Presence presence);
    std::optional<Value> take_list(const Key& key, Presence presence);
    void note_at(const YamlPlace& at, Problem problem);
    void wrong(const Value& value, std::string code, std::string expected, std::string hint = {});
    bool is_scalar(const Value& value, const std::string& code, const std::string& expected);
    std::optional<double> quantity(const Value& value, const Key& key, Dimension dimension);
    std::optional<std::string> text(const Value& value);
    bool is_within(const Value& value, const Range& range, double number, Dimension dimension);
    void read_model(const Value& value, std::span<const std::string> known,
                    const std::function<void(const std::string&, Keys&)>& make);
    template <class Read>
    void read_mapping(const Value& value, Read read);
    void note_unknown_key(const YamlNode& member);

    const YamlNode& node_;
    Problems& problems_;
    ReadContext& context_;
    std::string path_;
    std::vector<std::string> asked_;
    bool clean_ = true;
    bool closed_ = false;
};

}  // namespace datahall
