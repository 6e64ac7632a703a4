#include "sim/study/study_file.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "sim/config/load_tree.hpp"
#include "sim/config/problems.hpp"
#include "sim/config/reader.hpp"

namespace datahall {
namespace {

constexpr std::size_t most_runs = 1'000'000;  // a slip of a range, not a study, on one machine

std::size_t points_of(const StudyConfig& c) {
    std::size_t count = 1;
    for (const StudyAxis& axis : c.axes) {
        count *= axis.values.size();
        if (count > most_runs) break;
    }
    return count;
}

void refuse_twin_axes(Keys& k, const StudyConfig& c) {
    for (std::size_t i = 0; i < c.axes.size(); ++i) {
        const std::string& key = c.axes[i].key;
        const auto is_same = [&key](const auto& named) { return named == key; };
        for (std::size_t j = 0; j < i; ++j) {
            if (is_same(c.axes[j].key)) k.refuse("axes", fmt::format("two axes have the key '{}'", key));
        }
        for (const auto& [path, value] : c.set) {
            if (is_same(path)) k.refuse("set", fmt::format("'{}' is the key of an axis, too", key));
        }
    }
}

void refuse_too_many(Keys& k, const StudyConfig& c) {
    const auto replications = static_cast<std::size_t>(std::max<std::int64_t>(c.replications, 1));
    if (points_of(c) <= most_runs / replications) return;
    k.refuse("axes", fmt::format("expected at most {} runs, points times replications", most_runs));
}

StudyConfig read_study(const YamlTree& tree, ReadContext& context) {
    StudyConfig config;
    Problems problems;
    Reader reader{tree.root, problems, context};
    describe(reader, config);
    reader.done();
    problems.throw_if_any();
    return config;
}

// The scenario as load_scenario_file() takes it.
std::string file_of_scenario(const YamlTree& tree, const ReadContext& context) {
    const YamlNode& node = *tree.root.find("scenario");
    const std::string folder = node.at.source ? node.at.source->folder : std::string{};
    try {
        const FoundFile found = find_file(context, {node.text, folder, node.at.where()});
        if (found.id.starts_with("shipped:")) return found.id;
        if (found.id.starts_with("..")) return found.path;  // in a folder that was allowed
        return context.root == "." ? found.id : context.root + "/" + found.id;
    } catch (const ConfigError& error) {
        std::vector<Problem> problems = error.problems();
        for (Problem& problem : problems) problem.path = "scenario";
        throw ConfigError{std::move(problems)};
    }
}

// Building the tree that a file would have given

YamlNode scalar(std::string key, std::string text, const YamlSource& source) {
    YamlNode node;
    node.kind = YamlNode::Kind::scalar;
    node.key = std::move(key);
    node.text = std::move(text);
    node.at = node.key_at = {&source, 0, 0};
    return node;
}

YamlNode parent(YamlNode::Kind kind, std::string key, const YamlSource& source) {
    YamlNode node;
    node.kind = kind;
    node.key = std::move(key);
    node.at = node.key_at = {&source, 0, 0};
    return node;
}

std::string trimmed(std::string_view text) {
    const auto start = text.find_first_not_of(' ');
    if (start == std::string_view::npos) return {};
    return std::string{text.substr(start, text.find_last_not_of(' ') - start + 1)};
}

// Cuts at the commas that belong to no list, mapping or quoted text.
std::vector<std::string> values_in(std::string_view text) {
    std::vector<std::string> values;
    int depth = 0;
    char quote = '\0';
    std::size_t start = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (quote != '\0') {
            if (c == quote) quote = '\0';
        } else if (c == '"' || c == '\'') {
            quote = c;
        } else if (c == '[' || c == '{') {
            ++depth;
        } else if (c == ']' || c == '}') {
            --depth;
        } else if (c == ',' && depth == 0) {
            values.push_back(trimmed(text.substr(start, i - start)));
            start = i + 1;
        }
    }
    values.push_back(trimmed(text.substr(start)));
    return values;
}

YamlNode axis_of(std::string_view text, YamlTree& tree) {
    const std::size_t equals = end_of_path(text);
    const std::string path{text.substr(0, equals)};
    tree.sources.push_back({fmt::format("--axis {}", path), ""});
    const YamlSource& source = tree.sources.back();
    if (equals == std::string_view::npos || equals == 0) {
        throw ConfigError{{Problem{{source.name, 0, 0},
                                   "E0111",
                                   "",
                                   "expected KEY=V1,V2,... such as hall.power_limit=2 MW,4 MW",
                                   ""}}};
    }
    YamlNode values = parent(YamlNode::Kind::sequence, "values", source);
    for (std::string& value : values_in(text.substr(equals + 1))) {
        values.children.push_back(scalar("", std::move(value), source));
    }
    YamlNode axis = parent(YamlNode::Kind::mapping, "", source);
    axis.children.push_back(scalar("key", path, source));
    axis.children.push_back(std::move(values));
    return axis;
}

}  // namespace

void describe(Keys& k, StudyAxis& c) {
    k.required({"key", "Path of the scenario's key that differs", {.example = "hall.power_limit"}}, c.key);
    k.required({"values", "Its values, one after the other"}, c.values);
    if (c.values.empty()) k.refuse("values", "expected at least one value");
    if (std::ranges::find(c.values, "") != c.values.end()) k.refuse("values", "expected no empty value");
    std::vector<std::string> sorted = c.values;
    std::ranges::sort(sorted);
    const auto twin = std::ranges::adjacent_find(sorted);
    if (twin != sorted.end()) k.refuse("values", fmt::format("the value '{}' stands there twice", *twin));
}

void describe(Keys& k, StudyConfig& c) {
    k.required({"name", "Name of the study in reports"}, c.name);
    k.optional({"about", "What it is for"}, c.about);
    k.required({"scenario", "The scenario that the points are made of"}, c.scenario);
    k.optional({"set", "Paths and values that replace the scenario's at all points"}, c.set);
    k.required({"axes", "What differs between points: the grid is the product of the axes"}, c.axes);
    k.optional({"replications", "Runs of each point, numbered from 0", {.at_least = 1}}, c.replications);
    k.optional({"seed", "Seed of all points; absent: the scenario's", {.at_least = 0}}, c.seed);
    k.optional({"metrics", "Which figures become columns; absent: all"}, c.metrics);
    refuse_twin_axes(k, c);
    refuse_too_many(k, c);
}

std::size_t Study::points() const {
    return points_of(config_);
}

std::vector<std::size_t> Study::choices(std::size_t point) const {
    std::vector<std::size_t> choices(config_.axes.size());
    for (std::size_t a = choices.size(); a-- > 0;) {
        const std::size_t size = config_.axes[a].values.size();
        choices[a] = point % size;
        point /= size;
    }
    return choices;
}

const YamlNode& Study::member(std::string_view key) const {
    const YamlNode* node = tree_.root.find(key);
    return node ? *node : tree_.root;
}

std::vector<StudySetting> Study::settings(std::size_t point) const {
    std::vector<StudySetting> settings;
    const YamlNode& set = member("set");
    for (const auto& [path, value] : config_.set) {
        const YamlNode* node = set.find(path);
        const Where added{"--set " + path, 0, 0};  // on the command line
        settings.push_back(
            {path, value, node ? node->key_at.where() : added, node ? node->at.where() : added});
    }
    const std::vector<YamlNode>& axes = member("axes").children;
    const std::vector<std::size_t> choice = choices(point);
    for (std::size_t a = 0; a < choice.size(); ++a) {
        const StudyAxis& axis = config_.axes[a];
        const YamlNode& value = axes.at(a).find("values")->children.at(choice[a]);
        settings.push_back(
            {axis.key, axis.values[choice[a]], axes[a].find("key")->at.where(), value.at.where()});
    }
    return settings;
}

Where Study::metric_at(std::size_t index) const {
    const std::vector<YamlNode>& metrics = member("metrics").children;
    return index < metrics.size() ? metrics[index].at.where() : member("metrics").at.where();
}

Study load_study(const std::string& path, const StudySources& sources) {
    ReadContext context{
        .root = ".", .shipped_root = sources.shipped_root, .allowed = sources.allow_include, .opened = {}};
    LoadOptions load;
    load.limits.bytes = sources.max_input;
    YamlTree tree = load_tree(path, context, load);
    StudyConfig config = read_study(tree, context);
    std::string file = file_of_scenario(tree, context);
    return {std::move(config), std::move(tree), std::move(file)};
}

Study study_of_axes(const std::string& scenario, const std::vector<std::string>& axes) {
    YamlTree tree;
    tree.sources.push_back({"command line", ""});
    const YamlSource& source = tree.sources.back();
    tree.root = parent(YamlNode::Kind::mapping, "", source);
    tree.root.children.push_back(scalar("name", "sweep", source));
    tree.root.children.push_back(scalar("scenario", scenario, source));
    YamlNode list = parent(YamlNode::Kind::sequence, "axes", source);
    for (const std::string& axis : axes) list.children.push_back(axis_of(axis, tree));
    tree.root.children.push_back(std::move(list));
    ReadContext context;
    StudyConfig config = read_study(tree, context);
    return {std::move(config), std::move(tree), scenario};
}

}  // namespace datahall
