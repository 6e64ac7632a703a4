#include "tools/datahall/terminal.hpp"

#include <charconv>
#include <cstdlib>

#include <sys/ioctl.h>
#include <unistd.h>

namespace datahall {
namespace {

constexpr std::size_t widest = 1000;  // beyond, COLUMNS is a mistake

std::string_view environment(const char* name) {
    const char* value = std::getenv(name);
    return value == nullptr ? std::string_view{} : std::string_view{value};
}

std::size_t width_of(int descriptor) {
    const std::string_view columns = environment("COLUMNS");
    std::size_t width = 0;
    const auto [end, error] = std::from_chars(columns.data(), columns.data() + columns.size(), width);
    if (error == std::errc{} && end == columns.data() + columns.size() && width > 0 && width <= widest) {
        return width;
    }
    winsize size{};
    if (::ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
    return 80;
}

bool understands_codes() {
    const std::string_view term = environment("TERM");
    return !term.empty() && term != "dumb";
}

bool wants_color(When choice, bool is_screen) {
    if (choice != When::automatic) return choice == When::always;
    return is_screen && environment("NO_COLOR").empty() && understands_codes();
}

std::string styled(std::string_view text, std::string_view code, bool color) {
    if (!color) return std::string{text};
    return "\x1b[" + std::string{code} + 'm' + std::string{text} + "\x1b[0m";
}

}  // namespace

When when_of(std::string_view choice) {
    if (choice == "always") return When::always;
    return choice == "never" ? When::never : When::automatic;
}

Terminal terminal_of(int descriptor, When color) {
    const bool is_screen = ::isatty(descriptor) == 1;
    return {.is_screen = is_screen,
            .color = wants_color(color, is_screen),
            .can_redraw = is_screen && understands_codes(),
            .width = width_of(descriptor)};
}

std::string bold(std::string_view text, bool color) {
    return styled(text, "1", color);
}
std::string red(std::string_view text, bool color) {
    return styled(text, "1;31", color);
}
std::string dim(std::string_view text, bool color) {
    return styled(text, "2", color);
}

}  // namespace datahall
