#include "tools/datahall/watching.hpp"

namespace datahall {

ProgressMeter::Style progress_style(const Arguments& arguments, const Session& session) {
    const When when = when_of(arguments.text("progress"));
    if (when == When::never || (when == When::automatic && arguments.has("quiet"))) {
        return ProgressMeter::Style::none;
    }
    return session.messages.can_redraw ? ProgressMeter::Style::screen : ProgressMeter::Style::log;
}

}  // namespace datahall
