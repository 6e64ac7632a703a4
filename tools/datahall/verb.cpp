#include "tools/datahall/verb.hpp"

#include <array>

#include <unistd.h>

namespace datahall {

std::span<const Option> common_options() {
    static constexpr std::array<Option, 5> list{{
        {.name = "quiet",
         .letter = 'q',
         .meaning = "print no table, progress or note; only what --format asks for"},
        {.name = "verbose", .letter = 'v', .meaning = "print more than usual"},
        {.name = "color", .argument = "auto|always|never", .meaning = "colored messages", .fallback = "auto"},
        {.name = "progress",
         .argument = "auto|always|never",
         .meaning = "progress of long runs",
         .fallback = "auto"},
        {.name = "help", .letter = 'h', .meaning = "this text"},
    }};
    return list;
}

std::vector<Option> all_options(const Verb& verb) {
    std::vector<Option> options(verb.options.begin(), verb.options.end());
    options.insert(options.end(), common_options().begin(), common_options().end());
    return options;
}

void Session::note(std::string_view text) const {
    write_anyway(STDERR_FILENO, std::string{"datahall: "} + std::string{text} + '\n');
}

}  // namespace datahall
