// Prints a hash of exp over 10^6 arguments: it changes when glibc picks another variant of exp, which
// shows that masking the CPU's features had an effect (tools/determinism).
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstdio>

int main() {
    std::uint64_t hash = 0xCBF29CE484222325;
    for (int i = 0; i < 1'000'000; ++i) {
        const double argument = -20.0 + 40.0 * i / 1'000'000.0;
        hash = (hash ^ std::bit_cast<std::uint64_t>(std::exp(argument))) * 0x100000001B3;
    }
    std::printf("%016llx\n", static_cast<unsigned long long>(hash));
}
