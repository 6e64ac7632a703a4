// What `datahall bench` takes: read by the verb for its help, and by the benchmark itself.
#pragma once

#include <array>

#include "tools/datahall/options.hpp"

namespace datahall {

/// The event queue beside others, whole simulations, schedulers without physics, the power chain, cooling,
/// and the fabric.
inline constexpr std::array<std::string_view, 6> bench_parts{"queue", "simulation", "jobs",
                                                             "power", "cooling",    "fabric"};
inline constexpr Operands bench_operands{"[queue|simulation|jobs|power|cooling|fabric]", 0,
                                         bench_parts.size()};

inline constexpr std::array<Option, 9> bench_options{{
    {.name = "full", .meaning = "ten million events, long cells, every contestant everywhere: takes long"},
    {.name = "traces",
     .argument = "DIR",
     .meaning = "jobs: replays the logs DIR/swf/*.swf.gz, too; else those of DATAHALL_TRACES"},
    {.name = "mode",
     .argument = "hold|handles|cancel|rekey|phold|burst|clusters",
     .meaning = "queue: only this mode",
     .repeatable = true},
    {.name = "distribution",
     .argument = "exponential|uniform|bimodal|log-uniform|pareto|ties|constant|triangular|camel|zero|narrow",
     .meaning = "queue: only these increments of time",
     .repeatable = true},
    {.name = "entities",
     .argument = "N",
     .meaning = "queue: only this many pending events",
     .repeatable = true},
    {.name = "rounds",
     .argument = "N",
     .meaning = "rounds over each cell, all contestants in each",
     .fallback = "3"},
    {.name = "soak", .meaning = "instead, 10^9 events in one run: exit 1 if memory grows by 1 % or more"},
    {.name = "format", .argument = "table|json|csv", .meaning = "what to print", .fallback = "table"},
    {.name = "output",
     .letter = 'o',
     .argument = "DIR",
     .meaning = "write bench.json, bench.csv, bench.html and its chart as bench.svg there, over old ones"},
}};

}  // namespace datahall
