// `datahall list`: what exists, one line each.
#include <algorithm>
#include <array>
#include <filesystem>

#include <fmt/format.h>

#include "datahall/config_error.hpp"

#include "sim/config/describer.hpp"
#include "sim/config/input_file.hpp"
#include "sim/config/near_name.hpp"
#include "sim/config/quantity.hpp"
#include "sim/config/utf8.hpp"
#include "sim/config/yaml_tree.hpp"
#include "sim/study/priced_run.hpp"
#include "tools/datahall/exit_code.hpp"
#include "tools/datahall/listing.hpp"
#include "tools/datahall/load.hpp"
#include "tools/datahall/shipped.hpp"
#include "tools/datahall/usage_error.hpp"
#include "tools/datahall/verbs.hpp"

namespace datahall {
namespace {

namespace fs = std::filesystem;

constexpr std::array<Option, 1> options{{{.name = "format",
                                          .argument = "table|json|csv",
                                          .meaning = "how to print the list",
                                          .fallback = "table"}}};
constexpr std::array<std::string_view, 3> examples{
    "datahall list keys",
    "datahall list catalogue --format csv",
    "datahall list metrics",
};

template <class Model>
void add_models(const char* role, const Registry<Model>& registry, Listing& listing) {
    for (const auto& [name, entry] : registry.entries()) listing.rows.push_back({role, name, entry.summary});
}

Listing list_models(const Models& models) {
    Listing listing{{"role", "model", "summary"}, {}};
    add_models("cooling", models.cooling, listing);
    add_models("placement", models.placement, listing);
    add_models("routing", models.routing, listing);
    add_models("scheduling", models.scheduling, listing);
    add_models("sharing", models.sharing, listing);
    add_models("topology", models.topology, listing);
    add_models("weather", models.weather, listing);
    add_models("workload", models.workload, listing);
    return listing;
}

std::vector<fs::path> yaml_files_in(const fs::path& folder) {
    std::vector<fs::path> files;
    std::error_code error;
    fs::directory_iterator entry{folder, error};
    for (; !error && entry != fs::directory_iterator{}; entry.increment(error)) {
        if (entry->path().extension() == ".yaml") files.push_back(entry->path());
    }
    std::sort(files.begin(), files.end());  // a directory has no order of its own
    return files;
}

YamlTree tree_of(const fs::path& file) {
    const YamlLimits limits;
    return parse_yaml(read_all(file.string(), limits.bytes), file.string(), limits);
}

std::string text_of(const YamlNode& mapping, std::string_view key) {
    const YamlNode* node = mapping.find(key);
    return node == nullptr ? std::string{} : node->text;
}

// Where a source stands there is an entry; a family of cables has one in each of its media.
void add_entries(const std::string& kind, const std::string& name, const YamlNode& node, Listing& listing) {
    if (node.find("source") != nullptr) {
        listing.rows.push_back({kind, name, text_of(node, "confidence"), text_of(node, "source")});
        return;
    }
    for (const YamlNode& child : node.children) {
        const std::string inner = text_of(child, "name");
        add_entries(kind, inner.empty() ? name : fmt::format("{}/{}", name, inner), child, listing);
    }
}

// Every file of the catalogue is a mapping of names to entries; its own name says what they are.
Listing list_catalogue(const Models& /*models*/) {
    Listing listing{{"kind", "entry", "confidence", "source"}, {}};
    for (const fs::path& file : yaml_files_in(fs::path{shipped_root()} / "catalogue")) {
        const YamlTree tree = tree_of(file);
        for (const YamlNode& entry : tree.root.children) {
            add_entries(file.stem().string(), entry.key, entry, listing);
        }
    }
    return listing;
}

Listing list_units(const Models& /*models*/) {
    Listing listing{{"dimension", "unit", "base", "value of one", "example"}, {}};
    for (const UnitTable& table : unit_tables()) {
        for (const Unit& unit : table.units) {
            const double one = (1.0 - unit.offset) * unit.multiply / unit.divide;
            listing.rows.push_back({std::string{table.name}, std::string{unit.symbol},
                                    std::string{table.base}, fmt::format("{}", one),
                                    std::string{table.example}});
        }
    }
    return listing;
}

Listing list_scenarios(const Models& /*models*/) {
    Listing listing{{"scenario", "about"}, {}};
    for (const char* folder : {"starter", "claims", "studies"}) {
        for (const fs::path& file : yaml_files_in(fs::path{shipped_root()} / folder)) {
            const YamlTree tree = tree_of(file);
            if (tree.root.find("scenario")) continue;  // a study of one, not a scenario
            const std::string name = fmt::format("shipped:{}/{}", folder, file.filename().string());
            listing.rows.push_back({name, text_of(tree.root, "about")});
        }
    }
    return listing;
}

// The names are the engine's: a short run of the first shipped scenario says them all.
Listing list_metrics(const Models& models) {
    const std::string file = (fs::path{shipped_root()} / "starter" / "gpu_hall.yaml").string();
    RunOptions options_of_run;
    options_of_run.until = Seconds::from_si(60.0);
    const Result result = run_and_price(load_scenario(file, {}, models), options_of_run);
    Listing listing{{"metric", "unit", "meaning"}, {}};
    for (const Metric& m : result.metrics) listing.rows.push_back({m.name, m.unit, m.meaning});
    return listing;
}

// What may stand under a key: the unit of its dimension, or its choices.
std::string values_of(const KeyRow& row) {
    if (!row.choices.empty()) return fmt::format("{}", fmt::join(row.choices, "|"));
    return row.example.empty() ? std::string{name_of(row.type)} : row.example;
}

// Straight from the description that the reader follows.
Listing list_keys(const Models& models) {
    std::vector<KeyRow> rows;
    Describer describer{rows};
    ScenarioConfig config;
    describe_scenario(describer, config, models);
    Listing listing{{"key", "value", "default", "meaning"}, {}};
    for (const KeyRow& row : rows) {
        const bool required = row.presence == Presence::required;
        listing.rows.push_back({row.path, values_of(row), required ? "required" : row.standard, row.meaning});
    }
    return listing;
}

struct Subject {
    std::string_view name;
    Listing (*list)(const Models& models);
};
constexpr std::array<Subject, 6> subjects{{{"keys", list_keys},
                                           {"models", list_models},
                                           {"catalogue", list_catalogue},
                                           {"units", list_units},
                                           {"scenarios", list_scenarios},
                                           {"metrics", list_metrics}}};

const Subject& subject_named(const std::string& name) {
    std::vector<std::string> known;
    for (const Subject& subject : subjects) {
        if (subject.name == name) return subject;
        known.emplace_back(subject.name);
    }
    const std::string guess = did_you_mean(name, known);
    throw UsageError{fmt::format("'list' knows {}, got '{}'{}{}", listed(known), escaped(name),
                                 guess.empty() ? "" : "; ", guess),
                     "list"};
}

int run(const Arguments& arguments, Session& session) {
    const Listing listing = subject_named(arguments.operands().front()).list(session.models);
    print_listing(listing, arguments.text("format"), session.screen.width,
                  [&session](std::string_view bytes) { session.out.write(bytes); });
    session.out.flush();
    return exit_code::done;
}

}  // namespace

constinit const Verb list_verb{.name = "list",
                               .summary = "list keys, models, catalogue, units, scenarios or metrics",
                               .operands = {"keys|models|catalogue|units|scenarios|metrics", 1, 1},
                               .examples = examples,
                               .options = options,
                               .run = run};

}  // namespace datahall
