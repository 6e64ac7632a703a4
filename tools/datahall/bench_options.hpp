// What `datahall bench` takes: read by the verb for its help, and by the benchmark itself.
#pragma once

#include <array>

#include "tools/datahall/options.hpp"

namespace datahall {

inline constexpr std::array<Option, 9> bench_options{{
    {.name = "full", .meaning = "ten million events, long cells, every contestant everywhere: takes long"},
    {.name = "part",
     .argument = "queue|simulation|jobs",
     .meaning = "only the event queue beside others, only whole simulations, or schedulers without physics"},
    {.name = "traces",
     .argument = "DIR",
     .meaning = "part jobs: replays the logs DIR/swf/*.swf.gz, too; else those of DATAHALL_TRACES"},
    {.name = "mode",
     .argument = "hold|handles|cancel|rekey|phold|burst|clusters",
     .meaning = "only this mode",
     .repeatable = true},
    {.name = "entities", .argument = "N", .meaning = "only this many pending events", .repeatable = true},
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
