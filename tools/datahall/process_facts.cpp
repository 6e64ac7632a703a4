#include "tools/datahall/process_facts.hpp"

#include <array>
#include <chrono>
#include <fstream>

#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include "datahall/calendar.hpp"

#include "tools/datahall/build_facts.hpp"

namespace datahall {
namespace {

std::string host_name() {
    std::array<char, 256> name{};
    return ::gethostname(name.data(), name.size() - 1) == 0 ? std::string{name.data()} : "unknown";
}

std::string utc_text(double seconds_ago) {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    const double then = std::chrono::duration<double>{now}.count() - seconds_ago;
    const CivilTime c = as_civil({static_cast<std::int64_t>(then)});
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", c.year, c.month, c.day, c.hour, c.minute,
                       c.second);
}

std::uint64_t peak_memory() {
    rusage usage{};
    if (::getrusage(RUSAGE_SELF, &usage) != 0) return 0;
    return static_cast<std::uint64_t>(usage.ru_maxrss) * 1024;  // Linux counts KiB
}

}  // namespace

std::uint64_t resident_memory() {
    std::ifstream statm{"/proc/self/statm"};
    std::uint64_t all_pages = 0;
    std::uint64_t resident_pages = 0;
    statm >> all_pages >> resident_pages;
    return statm ? resident_pages * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE)) : 0;
}

Meta meta_of(const std::vector<std::string>& command_line, double wall_s) {
    return {.command_line = command_line,
            .started = utc_text(wall_s),
            .host = host_name(),
            .wall_s = wall_s,
            .peak_memory = peak_memory(),
            .build = build_facts()};
}

}  // namespace datahall
