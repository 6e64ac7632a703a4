// Keys filled from C++ values, so that a model's factory can be tested without YAML.
//
//     Settings settings;
//     settings.set("work_class", "batch").set("limit", 100).lines("file", "1 0 -1 ...");
//     auto model = models.workload.find("swf")->make(settings);
//
// Values are SI numbers or texts.  Those of a nested mapping have paths: set("weights.age", 100).  Lists are
// not supported.
#pragma once

#include <cmath>
#include <functional>
#include <map>
#include <set>
#include <string>

#include "datahall/keys.hpp"

#include "tests/support/text_lines.hpp"

class Settings final : public datahall::Keys {
    using Key = datahall::Key;
    using Presence = datahall::Presence;

public:
    Settings& set(const std::string& key, double value) {
        numbers_[key] = {value};
        return *this;
    }
    Settings& set(const std::string& key, std::vector<double> values) {
        numbers_[key] = std::move(values);
        return *this;
    }
    Settings& set(const std::string& key, const char* value) {
        texts_[key] = value;
        return *this;
    }
    Settings& lines(const std::string& key, std::string text) {
        texts_[key] = std::move(text);
        return *this;
    }

    /// A file that is not made of text in memory.
    using Open = std::function<std::unique_ptr<datahall::LineSource>()>;
    Settings& source(const std::string& key, Open open) {
        texts_[key] = {};
        open_ = std::move(open);
        return *this;
    }

    /// What was wrong: missing, unknown, out of range or refused keys.
    const std::vector<std::string>& problems() const { return problems_; }

    void model(const Key& key, Presence, std::span<const std::string>,
               const std::function<void(const std::string&, Keys&)>&) override {
        problems_.push_back("nested model " + std::string{key.name});
    }
    void refuse(std::string_view key, std::string text) override {
        problems_.push_back(std::string{key} + ": " + text);
    }
    bool done() override {
        for (const auto& [key, _] : numbers_) note_unknown(key);
        for (const auto& [key, _] : texts_) note_unknown(key);
        return problems_.empty();
    }

protected:
    void on_quantity(const Key& key, Presence p, datahall::Dimension, double& si) override {
        if (const auto* v = number(key, p)) si = within(key, *v);
    }
    void on_integer(const Key& key, Presence p, std::int64_t& out) override {
        if (const auto* v = number(key, p)) out = static_cast<std::int64_t>(std::llround(within(key, *v)));
    }
    void on_flag(const Key& key, Presence p, bool& out) override {
        if (const auto* v = number(key, p)) out = *v != 0;
    }
    void on_text(const Key& key, Presence p, std::string& out) override {
        if (const auto* v = text(key, p)) out = *v;
    }
    void on_utc(const Key& key, Presence p, datahall::Utc& out) override {
        if (const auto* v = number(key, p)) out = {std::llround(*v)};
    }
    void on_choice(const Key& key, Presence p, std::span<const std::string_view> names,
                   std::size_t& index) override {
        const auto* v = text(key, p);
        if (v == nullptr) return;
        for (std::size_t i = 0; i < names.size(); ++i) {
            if (names[i] == *v) {
                index = i;
                return;
            }
        }
        refuse(key.name, "no such choice");
    }
    void on_quantities(const Key& key, Presence p, datahall::Dimension, std::vector<double>& si) override {
        if (number(key, p) != nullptr) si = numbers_.find(key.name)->second;
    }
    void on_texts(const Key& key, Presence, std::vector<std::string>&) override { unsupported(key); }
    void on_pairs(const Key& key, Presence, datahall::TextPairs&) override { unsupported(key); }
    void on_file(const Key& key, Presence p, std::unique_ptr<datahall::LineSource>& out) override {
        const auto* v = text(key, p);
        if (v == nullptr) return;
        out = open_ ? open_() : std::make_unique<TextLines>(*v);
    }
    void on_group(const Key& key, Presence, const Nested& read_group) override {
        const std::string path = std::string{key.name} + '.';
        if (!names_under(path).empty()) read_under(path, read_group);
    }
    void on_list(const Key& key, Presence, const NestedItem&) override { unsupported(key); }
    void on_named(const Key& key, Presence, const NestedNamed& read_entry) override {
        const std::string path = std::string{key.name} + '.';
        for (const std::string& name : names_under(path)) {
            read_under(path + name + '.', [&](Keys& inner) { read_entry(inner, name); });
        }
    }
    bool has(const Key& key) override { return numbers_.contains(key.name) || texts_.contains(key.name); }
    void absent(const Key& key) override { asked_.insert(std::string{key.name}); }

private:
    // What comes next in the paths that begin so.
    std::set<std::string> names_under(const std::string& path) const {
        std::set<std::string> names;
        const auto note = [&](const std::string& key) {
            if (key.starts_with(path))
                names.insert(key.substr(path.size(), key.find('.', path.size()) - path.size()));
        };
        for (const auto& [key, _] : numbers_) note(key);
        for (const auto& [key, _] : texts_) note(key);
        return names;
    }
    void read_under(const std::string& path, const std::function<void(Keys&)>& read_inner) {
        Settings inner;
        const auto move_in = [&](const auto& from, auto& to) {
            for (const auto& [key, value] : from) {
                if (!key.starts_with(path)) continue;
                to.emplace(key.substr(path.size()), value);
                asked_.insert(key);
            }
        };
        move_in(numbers_, inner.numbers_);
        move_in(texts_, inner.texts_);
        read_inner(inner);
        inner.done();
        for (const std::string& problem : inner.problems_) problems_.push_back(path + problem);
    }
    template <class Map>
    const typename Map::mapped_type* find(const Map& values, const Key& key, Presence p) {
        asked_.insert(std::string{key.name});
        const auto at = values.find(key.name);
        if (at != values.end()) return &at->second;
        if (p == Presence::required) refuse(key.name, "missing");
        return nullptr;
    }
    const double* number(const Key& key, Presence p) {
        const auto* v = find(numbers_, key, p);
        return v == nullptr ? nullptr : v->data();
    }
    const std::string* text(const Key& key, Presence p) { return find(texts_, key, p); }
    double within(const Key& key, double v) {
        const auto& r = key.range;
        if (v < r.at_least || v > r.at_most || v <= r.above || v >= r.below) refuse(key.name, "out of range");
        return v;
    }
    void note_unknown(const std::string& key) {
        if (!asked_.contains(key)) refuse(key, "unknown");
    }
    void unsupported(const Key& key) { refuse(key.name, "not supported by this test helper"); }

    std::map<std::string, std::vector<double>, std::less<>> numbers_;
    std::map<std::string, std::string, std::less<>> texts_;
    Open open_;
    std::set<std::string> asked_;
    std::vector<std::string> problems_;
};
