// meta.json: how a result came about.  Everything that is not the same on every machine.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace datahall {

class JsonWriter;

/// What was built, from what, how.
struct BuildFacts {
    std::string version;   // of the project
    std::string revision;  // `git describe`, or "unknown"
    std::string compiler;
    std::string build_type;
    std::string flags;
    std::vector<std::pair<std::string, std::string>> libraries;  // name, version
};

/// One run.
struct Meta {
    std::vector<std::string> command_line = {};
    std::string started = {};  // UTC, "2026-01-31T12:00:00Z"
    std::string host = {};
    double wall_s = 0.0;            // loading, simulating; not the writing
    std::uint64_t peak_memory = 0;  // resident bytes
    BuildFacts build = {};
};

std::string meta_json(const Meta& meta);

/// The members of the build in the open object; also `version --json`.
void put_build(JsonWriter& json, const BuildFacts& build);

}  // namespace datahall
