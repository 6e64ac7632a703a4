// How the comparison page looks: one style sheet for screen (light and dark), telephone and paper.
#pragma once

#include <string_view>

namespace datahall {

/// Colors of the rack ramp, classes k0 to k11, least to most; lightness falls (light) or rises (dark) evenly.
std::string_view page_style();

}  // namespace datahall
