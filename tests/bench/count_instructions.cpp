// One cell of the ladder and nothing else, to be counted from outside:
//     count_instructions MODE DISTRIBUTION ENTITIES POPS
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "tests/bench/contestant.hpp"

using namespace datahall::bench;

int main(int argc, char** argv) {
    if (argc != 5) return 2;
    const auto mode = std::ranges::find(mode_names, std::string_view{argv[1]}) - mode_names.begin();
    const auto distribution =
        std::ranges::find(distributions(), std::string_view{argv[2]}, &Distribution::name);
    if (mode == static_cast<std::ptrdiff_t>(modes) || distribution == distributions().end()) return 2;
    const Cell cell{.distribution = &*distribution,
                    .entities = std::strtoull(argv[3], nullptr, 10),
                    .warm_up = 100'000,
                    .pops = std::strtoull(argv[4], nullptr, 10)};
    std::printf("%016llx\n",
                static_cast<unsigned long long>(ladder.in(Mode{static_cast<int>(mode)})(cell).checksum));
}
