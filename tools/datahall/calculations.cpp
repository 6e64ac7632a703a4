// Every calculation in one readable list.  Add yours: a file, a declaration in calculations.hpp, a line here.
#include "tools/datahall/calculations.hpp"

#include <algorithm>
#include <array>

namespace datahall {
namespace {

constexpr std::array<Calculation, 11> list{{
    {"air", "moist air: every property from dry bulb and one of wet bulb, dew point, humidity", calc_air},
    {"chiller", "a chiller of the shipped curves at one load", calc_chiller},
    {"chillers", "how far the curves of all chillers are to be trusted", calc_chillers},
    {"tower", "a cooling tower cell: approach, fan power, water", calc_tower},
    {"exchanger", "a counterflow heat exchanger by transfer units", calc_exchanger},
    {"coolant", "a liquid that takes up heat: rise or flow, and what a tank of it holds", calc_coolant},
    {"fan", "what moves a fluid: power at full and at part flow", calc_fan},
    {"room", "air and metal of a hall whose cooling has stopped or changed", calc_room},
    {"plant", "a cooling plant at one heat in one weather: power, water, temperatures", calc_plant},
    {"weather", "means of a weather file over a year", calc_weather},
    {"collective", "all-reduce and its kin over GPUs on an idle fabric, as NCCL would choose",
     calc_collective},
}};

}  // namespace

std::span<const Calculation> calculations() {
    return list;
}

const Calculation* find_calculation(std::string_view name) {
    const auto found = std::ranges::find(list, name, &Calculation::name);
    return found == list.end() ? nullptr : &*found;
}

}  // namespace datahall
