#include "sim/config/load_scenario.hpp"

#include <algorithm>
#include <array>

#include "sim/config/emit.hpp"
#include "sim/config/load_tree.hpp"
#include "sim/config/near_name.hpp"
#include "sim/config/reader.hpp"
#include "sim/config/with_defaults.hpp"

namespace datahall {
namespace {

// Each file of scenarios/catalogue is one section: a mapping of names to entries.
constexpr std::array<const char*, 10> sections{"nodes",   "racks", "power",    "batteries", "breakers",
                                               "devices", "work",  "switches", "cables",    "prices"};
constexpr std::size_t most_catalogue_bytes = std::size_t{16} << 20;

// Only this file knows how a catalogue section is found.
std::string section_file(const std::string& section) {
    return "shipped:catalogue/" + section + ".yaml";
}

YamlNode read_section(const std::string& section, ReadContext& context, YamlTree& tree, std::string& texts) {
    const std::string file = section_file(section);
    const std::string text =
        read_named(context, {.name = file, .folder = "", .where = {file, 0, 0}}, most_catalogue_bytes);
    texts += text;
    tree.sources.push_back({.name = file, .folder = ""});
    YamlNode node = parse_yaml_node(text, tree.sources.back(), {.bytes = most_catalogue_bytes});
    node.key = section;
    node.key_at = node.at;
    return node;
}

YamlNode mapping(std::string key, std::vector<YamlNode> members) {
    YamlNode node;
    node.kind = YamlNode::Kind::mapping;
    node.key = std::move(key);
    node.children = std::move(members);
    return node;
}

// The shipped catalogue lies below what the scenario says in its own `catalogue:`.
std::string add_catalogue(YamlTree& tree, ReadContext& context) {
    std::string texts;
    std::vector<YamlNode> nodes;
    nodes.reserve(std::size(sections));
    for (const char* section : sections) nodes.push_back(read_section(section, context, tree, texts));
    std::vector<YamlNode> root;
    root.push_back(mapping("catalogue", std::move(nodes)));
    const YamlPlace at = tree.root.at;
    tree.root = merge(mapping("", std::move(root)), std::move(tree.root));
    tree.root.at = at;
    return texts;
}

YamlNode* member(YamlNode& node, std::string_view key) {
    const auto it = std::ranges::find(node.children, key, &YamlNode::key);
    return it == node.children.end() ? nullptr : &*it;
}

const std::string& text_of(const YamlNode& node, std::string_view key) {
    static const std::string none;
    const YamlNode* found = node.find(key);
    return found ? found->text : none;
}

// A plant's own keys win over those of its preset.
void expand_preset(YamlNode& plant, const YamlNode& presets, std::vector<CoolingPreset>& used) {
    YamlNode* preset = member(plant, "preset");
    if (!preset) return;
    const YamlNode* entry = presets.find(preset->text);
    if (!entry) {
        std::vector<std::string> known;
        for (const YamlNode& p : presets.children) known.push_back(p.key);
        throw ConfigError{{{preset->at.where(), "E0401", "cooling." + plant.key + ".preset",
                            "no plant named '" + preset->text + "' in the cooling catalogue",
                            did_you_mean(preset->text, known)}}};
    }
    used.push_back({.name = entry->key,
                    .source = text_of(*entry, "source"),
                    .confidence = text_of(*entry, "confidence")});
    std::erase_if(plant.children, [](const YamlNode& n) { return n.key == "preset"; });

    const YamlNode* settings = entry->find("settings");
    std::vector<YamlNode> members = settings ? settings->children : std::vector<YamlNode>{};
    if (const YamlNode* model = entry->find("model")) members.push_back(*model);
    const YamlPlace at = plant.at;
    YamlNode base = mapping(plant.key, std::move(members));
    plant = merge(std::move(base), std::move(plant));
    plant.at = at;
}

void expand_presets(YamlTree& tree, ReadContext& context, std::string& texts,
                    std::vector<CoolingPreset>& used) {
    YamlNode* cooling = member(tree.root, "cooling");
    if (!cooling) return;
    const YamlNode presets = read_section("cooling", context, tree, texts);
    for (const char* zone : {"air", "liquid"}) {
        YamlNode* plant = member(*cooling, zone);
        if (plant) expand_preset(*plant, presets, used);
    }
}

bool is_data(const OpenedFile& file) {
    return !file.name.ends_with(".yaml");
}

std::uint64_t hash_of(std::string text, std::vector<OpenedFile> opened) {
    std::erase_if(opened, [](const OpenedFile& f) { return !is_data(f); });
    std::ranges::sort(opened);
    for (const OpenedFile& f : opened) text += f.name + "=" + std::to_string(f.hash) + "\n";
    return content_hash(text);
}

}  // namespace

Scenario load_scenario_file(const std::string& path, const ScenarioOptions& options, const Models& models) {
    ReadContext context{
        .root = ".", .shipped_root = options.shipped_root, .allowed = options.allow_include, .opened = {}};
    LoadOptions load;
    load.limits.bytes = options.max_input;
    load.overrides = options.overrides;
    YamlTree tree = load_tree(path, context, load);
    std::string resolved = to_yaml(tree.root);

    ScenarioConfig config;
    std::string texts = add_catalogue(tree, context);
    expand_presets(tree, context, texts, config.cooling.presets);
    Problems problems;
    Reader reader{tree.root, problems, context};
    describe_scenario(reader, config, models);
    reader.done();
    problems.throw_if_any();
    if (config.fabric && !config.fabric->routing) config.fabric->routing = default_routing(models);
    const std::uint64_t hash = hash_of(resolved + texts, context.opened);
    return {std::move(config), std::move(tree), std::move(resolved), hash};
}

std::unique_ptr<RoutingEngine> default_routing(const Models& models) {
    const auto* const entry = models.routing.find("adaptive");
    return entry == nullptr ? nullptr : with_defaults<RoutingEngine>(*entry);
}

Catalogue load_catalogue(const std::string& shipped_root) {
    ReadContext context{.root = ".", .shipped_root = shipped_root, .allowed = {}, .opened = {}};
    YamlTree tree;
    tree.root = mapping("", {});
    add_catalogue(tree, context);
    Problems problems;
    Reader reader{tree.root.children.front(), problems, context, "catalogue"};
    Catalogue catalogue;
    describe(reader, catalogue);
    reader.done();
    problems.throw_if_any();
    return catalogue;
}

std::vector<std::string> cooling_presets(const std::string& shipped_root) {
    ReadContext context{.root = ".", .shipped_root = shipped_root, .allowed = {}, .opened = {}};
    YamlTree tree;
    std::string texts;
    const YamlNode presets = read_section("cooling", context, tree, texts);
    std::vector<std::string> names;
    for (const YamlNode& p : presets.children) names.push_back(p.key);
    return names;
}

std::unique_ptr<CoolingPlant> load_cooling_plant(const std::string& name,
                                                 std::span<const std::string> settings,
                                                 const std::string& shipped_root, const Models& models) {
    ReadContext context{.root = ".", .shipped_root = shipped_root, .allowed = {}, .opened = {}};
    YamlTree tree;
    tree.root = mapping("", {mapping("cooling", {mapping("air", {})})});
    YamlNode chosen;
    chosen.kind = YamlNode::Kind::scalar;
    chosen.key = models.cooling.find(name) ? "model" : "preset";
    chosen.text = name;
    tree.root.children.front().children.front().children.push_back(std::move(chosen));
    for (const std::string& setting : settings) apply_override(tree, "cooling.air." + setting);
    std::string texts;
    std::vector<CoolingPreset> used;
    expand_presets(tree, context, texts, used);
    Problems problems;
    Reader reader{tree.root.children.front(), problems, context, "cooling"};
    std::unique_ptr<CoolingPlant> plant;
    models.cooling.read(reader, {"air", "The plant"}, Presence::required, plant);
    problems.throw_if_any();
    return plant;
}

}  // namespace datahall
