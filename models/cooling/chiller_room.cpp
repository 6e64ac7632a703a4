#include "models/cooling/chiller_room.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "models/cooling/fans.hpp"
#include "models/cooling/fluids.hpp"

namespace datahall {
namespace {

constexpr double design_wet_bulb = 25.55;  // of the tower's nominal approach
constexpr double basin_floor = 5.0;        // towers are not run colder: frost
constexpr int rounds = 4;                  // of condenser temperature against heat; each gains two digits
constexpr int partial_rounds = 8;  // of the economizer's share against heat; each gains a digit at most

double design_entering(const TowerDesign& tower) {
    return design_wet_bulb + tower.approach;
}

// One machine that carries its share of the design heat at the design point.
EirChiller sized_chiller(const ChillerRoomDesign& d, const ChillerCurves& curves, const TowerDesign& tower) {
    const double at_design = EirChiller{curves, 1.0}.at(d.supply, design_entering(tower)).capacity;
    return EirChiller{curves, d.heat / d.chillers / at_design};
}

TowerDesign sized_cell(const ChillerRoomDesign& d, const EirChiller& chiller, TowerDesign tower) {
    const ChillerState s = chiller.at(d.supply, design_entering(tower));
    tower.heat = d.heat / d.chillers + chiller.power(s, d.heat / d.chillers);
    return tower;
}

}  // namespace

ChillerRoom::ChillerRoom(const ChillerRoomDesign& design, const ChillerCurves& curves, TowerDesign tower)
    : design_{design},
      chiller_{sized_chiller(design, curves, tower)},
      cell_{sized_cell(design, chiller_, tower)},
      pump_{moving_power(cell_.water_flow() / water.density, design.pump_pressure, design.pump_efficiency)},
      unit_heat_{design.heat / design.chillers},
      peak_entering_{chiller_.entering_of_largest_capacity(design.supply)},
      most_heat_{chiller_.max_heat(chiller_.at(design.supply, peak_entering_))} {
    design_.floor = std::max(design.floor, curves.entering_min);
}

// All machines at full load: the temperature that the towers can hold then.  Towers can always
// warm the water, so machines that lose capacity in cold water are never held below their peak.
double ChillerRoom::coldest_condenser(double wet_bulb) const {
    double entering = std::max(design_.floor, wet_bulb + design_.approach);
    for (int i = 0; i < rounds; ++i) {
        const ChillerState s = chiller_.at(design_.supply, entering);
        const double heat = chiller_.max_heat(s);
        entering = std::max(design_.floor, cell_.coldest(heat + chiller_.power(s, heat), wet_bulb));
    }
    return std::max(entering, peak_entering_);
}

double ChillerRoom::capacity(double wet_bulb) const {
    const ChillerState s = chiller_.at(design_.supply, coldest_condenser(wet_bulb));
    return units() * chiller_.max_heat(s);
}

// Machines that carry the heat in condenser water of their largest capacity.
int ChillerRoom::fewest(double heat) const {
    return std::clamp(static_cast<int>(std::ceil(heat / most_heat_)), 1, units());
}

bool ChillerRoom::can_carry(double heat, int running, double entering) const {
    return running * chiller_.max_heat(chiller_.at(design_.supply, entering)) >= heat;
}

// The condenser temperature nearest to `wanted` at which so many machines carry the heat: warmer
// for machines that lose capacity in the cold, colder on the other side of their peak.  The peak
// itself, if even that is too little: other numbers of machines are to be tried then.
double ChillerRoom::entering_for(double heat, int running, double wanted) const {
    if (can_carry(heat, running, wanted)) return wanted;
    double weak = wanted;
    double strong = peak_entering_;
    for (int i = 0; i < 20; ++i) {  // to 1e-4 K
        const double middle = 0.5 * (weak + strong);
        (can_carry(heat, running, middle) ? strong : weak) = middle;
    }
    return strong;
}

ChillerRoom::Chilling ChillerRoom::chill(double heat, int running, double entering) const {
    const ChillerState s = chiller_.at(design_.supply, entering);
    const double power = running * chiller_.power(s, heat / running);
    return {running, entering, power, s.outside_range && power > 0.0};
}

// The number of machines that takes least, with condenser water of at least `coldest` from `cells`
// towers whose pumps run anyway.
ChillerRoom::Chilling ChillerRoom::best_chilling(double heat, double coldest, int cells) const {
    Chilling best;
    double least = std::numeric_limits<double>::infinity();
    for (int n = fewest(heat); n <= units(); ++n) {
        const Chilling tried = chill(heat, n, std::max(coldest, entering_for(heat, n, coldest)));
        const bool carries = n == units() || can_carry(heat, n, tried.entering);
        const double power = tried.power + std::max(n, cells) * pump_;
        if (!carries) continue;
        if (power >= least) break;
        least = power;
        best = tried;
    }
    return best;
}

ChillerRoomDuty ChillerRoom::with_chillers(double heat, double wet_bulb, int running) const {
    const double wanted = std::max(design_.floor, wet_bulb + design_.approach);
    const double target = std::max(design_.floor, entering_for(heat, running, wanted));
    Chilling chilling = chill(heat, running, target);
    YorkTower::Operation cell;
    for (int i = 0; i < rounds; ++i) {
        cell = cell_.operate((heat + chilling.power) / running, wet_bulb, target);
        chilling = chill(heat, running, cell.leaving);
        if (cell.leaving <= target) break;
    }
    const double per_cell = (heat + chilling.power) / running;
    return {.compressors = chilling.power,
            .towers = running * cell.fan,
            .pumps = running * pump_,
            .water = running * cell_.consumption(per_cell),
            .free_share = 0.0,
            .outside_range = chilling.outside_range || cell.outside_range,
            .overloaded = !can_carry(heat, running, chilling.entering)};
}

// Power over the number of machines has one valley: from the least number that can carry the heat
// up, as long as it falls.
ChillerRoomDuty ChillerRoom::mechanical(double heat, double wet_bulb) const {
    int n = fewest(heat);
    ChillerRoomDuty best = with_chillers(heat, wet_bulb, n);
    for (++n; n <= units(); ++n) {
        const ChillerRoomDuty tried = with_chillers(heat, wet_bulb, n);
        if (!best.overloaded && tried.power() >= best.power()) break;
        best = tried;
    }
    return best;
}

ChillerRoomDuty ChillerRoom::free_cooling(double heat, double wet_bulb, int cells) const {
    const double target = std::max(design_.supply - design_.exchanger, basin_floor);
    const auto cell = cell_.operate(heat / cells, wet_bulb, target);
    return {.compressors = 0.0,
            .towers = cells * cell.fan,
            .pumps = cells * pump_,
            .water = cells * cell_.consumption(heat / cells),
            .free_share = 1.0,
            .outside_range = cell.outside_range};
}

ChillerRoomDuty ChillerRoom::partly_free(double heat, double wet_bulb, int cells) const {
    const double target = std::max(design_.supply - design_.exchanger, basin_floor);
    const double flow_heat = cells * cell_.water_flow() * water.specific_heat;  // W/K
    double share = 0.0;
    Chilling chilling;
    YorkTower::Operation cell;
    for (int i = 0; i < partial_rounds; ++i) {
        cell = cell_.operate((heat + chilling.power) / cells, wet_bulb, target);
        const double reached = cell.leaving + design_.exchanger;
        const double before = share;
        share = std::clamp((design_.supply + design_.rise - reached) / design_.rise, 0.0, 1.0);
        if (i > 0 && std::fabs(share - before) < 1e-9) break;
        const double entering = std::max(design_.floor, cell.leaving + share * heat / flow_heat);
        chilling = best_chilling((1.0 - share) * heat, entering, cells);
    }
    return {.compressors = chilling.power,
            .towers = cells * cell.fan,
            .pumps = std::max(cells, chilling.running) * pump_,
            .water = cells * cell_.consumption((heat + chilling.power) / cells),
            .free_share = share,
            .outside_range = chilling.outside_range || cell.outside_range};
}

// The best with so many towers on the economizer, or nothing if it cannot help.
std::optional<ChillerRoomDuty> ChillerRoom::with_economizer(double heat, double wet_bulb, int cells) const {
    const double reached = cell_.coldest(heat / cells, wet_bulb) + design_.exchanger;
    if (reached <= design_.supply) return free_cooling(heat, wet_bulb, cells);
    const bool helps = reached < design_.supply + design_.rise;
    if (design_.economizer != Economizer::partial || !helps) return std::nullopt;
    return partly_free(heat, wet_bulb, cells);
}

ChillerRoomDuty ChillerRoom::respond(double heat, double wet_bulb) const {
    if (heat <= 0.0) return {};
    ChillerRoomDuty best = mechanical(heat, wet_bulb);
    if (design_.economizer == Economizer::none) return best;
    const auto usual = static_cast<int>(std::ceil(heat / unit_heat_));
    double least = std::numeric_limits<double>::infinity();
    for (int cells = std::clamp(usual - 1, 1, units()); cells <= units(); ++cells) {
        const auto tried = with_economizer(heat, wet_bulb, cells);
        if (!tried) continue;
        if (tried->power() >= least) break;
        least = tried->power();
        if (least < best.power()) best = *tried;
    }
    return best;
}

}  // namespace datahall
