// result.json and meta.json, byte by byte.
#include "sim/report/result_json.hpp"

#include <limits>

#include "sim/report/meta_json.hpp"
#include "tests/support/catch.hpp"

namespace datahall {

TEST_CASE("result.json has its keys in the fixed order and nothing else") {
    Result result;
    result.scenario = "hall";
    result.seed = 18446744073709551615U;
    result.replication = 2;
    result.version = "0.1.0";
    result.scenario_hash = "00ff";
    result.trace_hash = "abcd";
    result.metrics = {{"energy.it", 1.5e300, "J", "not written"},
                      {"energy.pue", {}, "1", ""},
                      {"power.peak", std::numeric_limits<double>::infinity(), "W", ""}};
    result.audits = {{"energy", true, 0.0, 1e-9}};
    result.findings = {{"F0201", "rack \"17\"", "over its limit", 41250, 40000, "W", 3600.0},
                       {"F0101", "hall", "too small", 1, 2, "m", {}}};
    result.sources = {{"dgx_h100", "NVIDIA", "datasheet"}};
    CHECK(result_json(result) == R"({
  "schema_version": 1,
  "complete": true,
  "version": "0.1.0",
  "scenario": "hall",
  "seed": 18446744073709551615,
  "replication": 2,
  "scenario_hash": "00ff",
  "trace_hash": "abcd",
  "metrics": {
    "energy.it": {"value": 1.5e+300, "unit": "J"},
    "energy.pue": {"value": null, "unit": "1", "status": "undefined"},
    "power.peak": {"value": null, "unit": "W", "status": "not finite"}
  },
  "audits": [
    {"name": "energy", "passed": true, "difference": 0, "tolerance": 1e-09}
  ],
  "findings": [
    {"code": "F0201", "object": "rack \"17\"", "text": "over its limit", "value": 41250, "limit": 40000, "unit": "W", "time_s": 3600},
    {"code": "F0101", "object": "hall", "text": "too small", "value": 1, "limit": 2, "unit": "m", "time_s": null}
  ],
  "sources": [
    {"entry": "dgx_h100", "source": "NVIDIA", "confidence": "datasheet"}
  ]
}
)");
}

TEST_CASE("an empty result is still a whole document") {
    const std::string json = result_json({});
    CHECK(json.find("\"metrics\": {},\n  \"audits\": [],\n  \"findings\": [],\n  \"sources\": []\n}\n") !=
          std::string::npos);
}

TEST_CASE("meta.json holds the command line word by word and the build") {
    const Meta meta{.command_line = {"datahall", "run", "a \"b\".yaml"},
                    .started = "2026-01-31T12:00:00Z",
                    .host = "h",
                    .wall_s = 1.5,
                    .peak_memory = 4096,
                    .build = {.version = "0.1.0",
                              .revision = "abc",
                              .compiler = "GNU 12.2.0",
                              .build_type = "Debug",
                              .flags = "-g",
                              .libraries = {{"fmt", "9.1.0"}}}};
    CHECK(meta_json(meta) == R"({
  "schema_version": 1,
  "command_line": ["datahall", "run", "a \"b\".yaml"],
  "started": "2026-01-31T12:00:00Z",
  "host": "h",
  "wall_s": 1.5,
  "peak_memory_bytes": 4096,
  "version": "0.1.0",
  "revision": "abc",
  "compiler": "GNU 12.2.0",
  "build_type": "Debug",
  "flags": "-g",
  "libraries": {"fmt": "9.1.0"}
}
)");
}

}  // namespace datahall
