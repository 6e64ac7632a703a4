// Runs scenarios in tests: shipped ones by name, own ones from text.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "models/builtin.hpp"
#include "sim/build/facility_builder.hpp"
#include "sim/build/plan.hpp"
#include "sim/config/load_scenario.hpp"
#include "sim/run/simulate.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"

namespace datahall::test {

inline const std::string shipped = DATAHALL_SOURCE_DIR "/scenarios";

inline Scenario load(const std::string& path, std::vector<std::string> overrides = {},
                     std::vector<std::string> allow = {}) {
    Models models;
    register_builtin(models);
    return load_scenario_file(path,
                              {.overrides = std::move(overrides),
                               .allow_include = std::move(allow),
                               .max_input = std::size_t{1} << 20,
                               .shipped_root = shipped},
                              models);
}

/// Text as a scenario file in a folder that is removed afterwards.
class ScratchScenario {
public:
    explicit ScratchScenario(const std::string& text) { folder_.write("scenario.yaml", text); }
    std::string path() const { return folder_.path("scenario.yaml"); }
    std::filesystem::path folder() const { return folder_.path(); }

private:
    TemporaryFolder folder_;
};

inline const Metric& metric(const std::vector<Metric>& metrics, const std::string& name) {
    for (const Metric& m : metrics) {
        if (m.name == name) return m;
    }
    FAIL("no metric named " << name);
    return metrics.front();
}

inline double value(const std::vector<Metric>& metrics, const std::string& name) {
    const Metric& m = metric(metrics, name);
    REQUIRE(m.value);
    return *m.value;
}

inline bool has_finding(const std::vector<Finding>& findings, const std::string& code) {
    for (const Finding& f : findings) {
        if (f.code == code) return true;
    }
    return false;
}

}  // namespace datahall::test
