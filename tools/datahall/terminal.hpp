// What is known of the screen behind a stream: whether there is one, its width, its colors.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace datahall {

struct Terminal {
    bool is_screen = false;  // isatty
    bool color = false;
    bool can_redraw = false;  // a line can be overwritten: a screen, and TERM is not "dumb"
    std::size_t width = 80;   // COLUMNS, else the size of the window, else 80
};

enum class When { automatic, always, never };

/// "auto", "always" or "never".
When when_of(std::string_view choice);

/// `color` decides over NO_COLOR and TERM only when it is not automatic.
Terminal terminal_of(int descriptor, When color);

/// The text with the codes of a style around it if `color`, else as it is.  Color is never the only
/// carrier of a meaning.
std::string bold(std::string_view text, bool color);
std::string red(std::string_view text, bool color);
std::string dim(std::string_view text, bool color);

}  // namespace datahall
