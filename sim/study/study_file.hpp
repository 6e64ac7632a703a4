// A sweep as its author wrote it: a scenario, what is changed for all points, and the axes of the grid.
//
//     name: power-limit
//     scenario: "shipped:starter/gpu_hall.yaml"   # or a file in the study's folder or below it
//     set: {duration: 7 d}                        # PATH: VALUE, as after --set
//     axes:                                       # the grid is their product, the first axis slowest
//       - {key: hall.power_limit, values: [2 MW, 4 MW, 8 MW]}
//       - {key: "clusters[0].scheduler.model", values: [fcfs, easy]}
//     replications: 3
//     metrics: [power.it_mean, jobs.wait_p95]     # absent: all
//
// The same settings from the command line go through the same reader, so mistakes in both get the same
// messages.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "datahall/config_error.hpp"
#include "datahall/keys.hpp"

#include "sim/config/yaml_tree.hpp"

namespace datahall {

struct StudyAxis {
    std::string key;                  // PATH of an override
    std::vector<std::string> values;  // YAML, as after --set
};

struct StudyConfig {
    std::string name;
    std::string about;
    std::string scenario;
    TextPairs set;
    std::vector<StudyAxis> axes;
    std::int64_t replications = 1;
    std::optional<std::int64_t> seed;  // absent: the scenario's
    std::vector<std::string> metrics;  // empty: all
};

void describe(Keys& k, StudyConfig& c);

/// One override and the places of its two halves.
struct StudySetting {
    std::string path;
    std::string value;
    Where path_at;
    Where value_at;
};

/// A study that was read without a mistake.
class Study {
public:
    Study(StudyConfig config, YamlTree tree, std::string scenario_file)
        : config_{std::move(config)}, tree_{std::move(tree)}, scenario_file_{std::move(scenario_file)} {}

    const StudyConfig& config() const { return config_; }
    /// Seed, replications and further settings may be replaced by the command line.
    StudyConfig& config() { return config_; }
    /// What to load: config().scenario, seen from here.
    const std::string& scenario_file() const { return scenario_file_; }

    /// The number of points of the grid: 1 without axes.
    std::size_t points() const;
    /// Which value each axis has at a point, in the order of the axes.
    std::vector<std::size_t> choices(std::size_t point) const;
    /// All overrides of a point in the order in which they apply.
    std::vector<StudySetting> settings(std::size_t point) const;
    /// Where an entry of `metrics` stands.
    Where metric_at(std::size_t index) const;

private:
    const YamlNode& member(std::string_view key) const;

    StudyConfig config_;
    YamlTree tree_;  // for places
    std::string scenario_file_;
};

struct StudySources {
    std::vector<std::string> allow_include = {};  // folders that the scenario may lie in, too
    std::size_t max_input = std::size_t{1} << 20;
    std::string shipped_root = {};
};

/// Throws an IoError if `path` cannot be read, a ConfigError with every mistake in it.
Study load_study(const std::string& path, const StudySources& sources);

/// The same from "KEY=V1,V2,V3" texts; commas within brackets, braces or quotes belong to a value.
/// Throws a ConfigError with places such as "--axis KEY".
Study study_of_axes(const std::string& scenario, const std::vector<std::string>& axes);

}  // namespace datahall
