// Any bytes, plain or gzip: lines within the limits, or a ConfigError E0605 or E0606.
#include <string>

#include "datahall/config_error.hpp"

#include "sim/config/line_source.hpp"
#include "tests/fuzz/fuzz_target.hpp"
#include "tests/fuzz/require.hpp"

using namespace datahall;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    const LineLimits limits{.line = 1000, .total = 2'000'000, .ratio = 200};
    std::size_t total = 0;
    int count = 0;
    const auto source =
        make_line_source(std::string{reinterpret_cast<const char*>(bytes), size}, "f.csv", limits);
    try {
        for (std::string_view line; source->next(line);) {
            require(source->line() == ++count, "lines count from 1");
            require(line.size() <= limits.line, "a line keeps to its limit");
            require(line.find('\n') == std::string_view::npos, "a line has no line end");
            require(line.find('\0') == std::string_view::npos, "a line has no NUL");
            total += line.size() + 1;
        }
    } catch (const ConfigError& e) {
        const Problem& p = e.problems().front();
        require(p.code == "E0605" || p.code == "E0606", "an error has its code");
        require(p.where.line == count + 1, "an error stands at the next line");
    }
    require(total <= limits.total + 1, "all lines keep to the limit");
    return 0;
}
