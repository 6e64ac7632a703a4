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
      unit_heat_{design.heat / design.chillers} {
    design_.floor = std::max(design.floor, curves.entering_min);
}

// A chiller runs with a tower of its own.
ChillerRoom::Moment ChillerRoom::moment(double heat, double wet_bulb, const RoomLimits& limits) const {
    return {.heat = heat,
            .wet_bulb = wet_bulb,
            .peak_entering = chiller_.entering_of_largest_capacity(limits.supply),
            .machines = std::min(limits.chillers, limits.cells),
            .limits = limits};
}

// All machines at full load: the temperature that the towers can hold then.  Towers can always
// warm the water, so machines that lose capacity in cold water are never held below their peak.
double ChillerRoom::coldest_condenser(const Moment& m) const {
    double entering = std::max(design_.floor, m.wet_bulb + design_.approach);
    for (int i = 0; i < rounds; ++i) {
        const ChillerState s = chiller_.at(m.limits.supply, entering);
        const double heat = chiller_.max_heat(s);
        entering = std::max(design_.floor, cell_.coldest(heat + chiller_.power(s, heat), m.wet_bulb));
    }
    return std::max(entering, m.peak_entering);
}

double ChillerRoom::capacity(double wet_bulb, const RoomLimits& limits) const {
    const Moment m = moment(0.0, wet_bulb, limits);
    if (m.machines == 0) return free_capacity(m);
    const ChillerState s = chiller_.at(limits.supply, coldest_condenser(m));
    const double chilled = m.machines * chiller_.max_heat(s);
    return limits.chillers < units() ? std::max(chilled, free_capacity(m)) : chilled;
}

// What the towers alone can move, by bisection: their water gets warmer with the heat.
double ChillerRoom::free_capacity(const Moment& m) const {
    if (design_.economizer == Economizer::none) return 0.0;
    double enough = 0.0;
    double too_much = 2.0 * unit_heat_;  // of a cell
    for (int i = 0; i < 40; ++i) {
        const double middle = 0.5 * (enough + too_much);
        const bool holds = cell_.coldest(middle, m.wet_bulb) + design_.exchanger <= m.limits.supply;
        (holds ? enough : too_much) = middle;
    }
    return m.limits.cells * enough;
}

// Machines that carry the heat in condenser water of their largest capacity.
int ChillerRoom::fewest(const Moment& m, double heat) const {
    const double most = chiller_.max_heat(chiller_.at(m.limits.supply, m.peak_entering));
    const int needed = static_cast<int>(std::ceil(heat / most));
    return std::clamp(std::max(needed, m.limits.least), 1, m.machines);
}

bool ChillerRoom::can_carry(const Moment& m, double heat, int running, double entering) const {
    return running * chiller_.max_heat(chiller_.at(m.limits.supply, entering)) >= heat;
}

// The condenser temperature nearest to `wanted` at which so many machines carry the heat: warmer
// for machines that lose capacity in the cold, colder on the other side of their peak.  The peak
// itself, if even that is too little: other numbers of machines are to be tried then.
double ChillerRoom::entering_for(const Moment& m, double heat, int running, double wanted) const {
    if (can_carry(m, heat, running, wanted)) return wanted;
    double weak = wanted;
    double strong = m.peak_entering;
    for (int i = 0; i < 20; ++i) {  // to 1e-4 K
        const double middle = 0.5 * (weak + strong);
        (can_carry(m, heat, running, middle) ? strong : weak) = middle;
    }
    return strong;
}

ChillerRoom::Chilling ChillerRoom::chill(const Moment& m, double heat, int running, double entering) const {
    const ChillerState s = chiller_.at(m.limits.supply, entering);
    const double power = running * chiller_.power(s, heat / running);
    return {running, entering, power, s.outside_range && power > 0.0};
}

// The number of machines that takes least, with condenser water of at least `coldest` from `cells`
// towers whose pumps run anyway.
ChillerRoom::Chilling ChillerRoom::best_chilling(const Moment& m, double heat, double coldest,
                                                 int cells) const {
    Chilling best;
    double least = std::numeric_limits<double>::infinity();
    for (int n = fewest(m, heat); n <= m.machines; ++n) {
        const Chilling tried = chill(m, heat, n, std::max(coldest, entering_for(m, heat, n, coldest)));
        const bool carries = n == m.machines || can_carry(m, heat, n, tried.entering);
        const double power = tried.power + std::max(n, cells) * pump_;
        if (!carries) continue;
        if (power >= least) break;
        least = power;
        best = tried;
    }
    return best;
}

ChillerRoomDuty ChillerRoom::with_chillers(const Moment& m, int running) const {
    const double wanted = std::max(design_.floor, m.wet_bulb + design_.approach);
    const double target = std::max(design_.floor, entering_for(m, m.heat, running, wanted));
    Chilling chilling = chill(m, m.heat, running, target);
    CoolingTower::Operation cell;
    for (int i = 0; i < rounds; ++i) {
        cell = cell_.operate((m.heat + chilling.power) / running, m.wet_bulb, target);
        chilling = chill(m, m.heat, running, cell.leaving);
        if (cell.leaving <= target) break;
    }
    const double per_cell = (m.heat + chilling.power) / running;
    return {.compressors = chilling.power,
            .towers = running * cell.fan,
            .pumps = running * pump_,
            .water = running * cell_.consumption(per_cell),
            .free_share = 0.0,
            .outside_range = chilling.outside_range || cell.outside_range,
            .overloaded = !can_carry(m, m.heat, running, chilling.entering),
            .mode = RoomMode::chillers,
            .machines = running};
}

// Power over the number of machines has one valley: from the least number that can carry the heat
// up, as long as it falls.
ChillerRoomDuty ChillerRoom::mechanical(const Moment& m) const {
    int n = fewest(m, m.heat);
    ChillerRoomDuty best = with_chillers(m, n);
    for (++n; n <= m.machines; ++n) {
        const ChillerRoomDuty tried = with_chillers(m, n);
        if (!best.overloaded && tried.power() >= best.power()) break;
        best = tried;
    }
    return best;
}

ChillerRoomDuty ChillerRoom::free_cooling(const Moment& m, int cells) const {
    const double target = std::max(m.limits.supply - design_.exchanger, basin_floor);
    const auto cell = cell_.operate(m.heat / cells, m.wet_bulb, target);
    return {.compressors = 0.0,
            .towers = cells * cell.fan,
            .pumps = cells * pump_,
            .water = cells * cell_.consumption(m.heat / cells),
            .free_share = 1.0,
            .outside_range = cell.outside_range,
            .mode = RoomMode::free,
            .machines = 0};
}

ChillerRoomDuty ChillerRoom::partly_free(const Moment& m, int cells) const {
    const double supply = m.limits.supply;
    const double target = std::max(supply - design_.exchanger, basin_floor);
    const double flow_heat = cells * cell_.water_flow() * water.specific_heat;  // W/K
    double share = 0.0;
    Chilling chilling;
    CoolingTower::Operation cell;
    for (int i = 0; i < partial_rounds; ++i) {
        cell = cell_.operate((m.heat + chilling.power) / cells, m.wet_bulb, target);
        const double reached = cell.leaving + design_.exchanger;
        const double before = share;
        share = std::clamp((supply + design_.rise - reached) / design_.rise, 0.0, 1.0);
        if (i > 0 && std::fabs(share - before) < 1e-9) break;
        const double entering = std::max(design_.floor, cell.leaving + share * m.heat / flow_heat);
        chilling = best_chilling(m, (1.0 - share) * m.heat, entering, cells);
    }
    return {.compressors = chilling.power,
            .towers = cells * cell.fan,
            .pumps = std::max(cells, chilling.running) * pump_,
            .water = cells * cell_.consumption((m.heat + chilling.power) / cells),
            .free_share = share,
            .outside_range = chilling.outside_range || cell.outside_range,
            .mode = RoomMode::partly_free,
            .machines = std::max(chilling.running, 1)};
}

// The best with so many towers on the economizer, or nothing if it cannot help.
std::optional<ChillerRoomDuty> ChillerRoom::with_economizer(const Moment& m, int cells) const {
    const double reached = cell_.coldest(m.heat / cells, m.wet_bulb) + design_.exchanger;
    if (reached <= m.limits.supply) return free_cooling(m, cells);
    const bool helps = reached < m.limits.supply + design_.rise && m.machines > 0;
    if (design_.economizer != Economizer::partial || !helps) return std::nullopt;
    return partly_free(m, cells);
}

// The number of towers that takes least, in the mode that must go on if there is one.
std::optional<ChillerRoomDuty> ChillerRoom::best_free(const Moment& m) const {
    if (design_.economizer == Economizer::none || m.limits.cells == 0) return std::nullopt;
    const auto usual = static_cast<int>(std::ceil(m.heat / unit_heat_));
    std::optional<ChillerRoomDuty> best;
    for (int cells = std::clamp(usual - 1, 1, m.limits.cells); cells <= m.limits.cells; ++cells) {
        const auto tried = with_economizer(m, cells);
        if (!tried || (m.limits.mode && *m.limits.mode != tried->mode)) continue;
        if (best && tried->power() >= best->power()) break;
        best = tried;
    }
    return best;
}

// A mode that must go on is left all the same if it cannot carry the heat.
ChillerRoomDuty ChillerRoom::respond(double heat, double wet_bulb, const RoomLimits& limits) const {
    if (heat <= 0.0 || limits.cells == 0) return {};
    Moment m = moment(heat, wet_bulb, limits);
    const bool must_chill = limits.mode == RoomMode::chillers;
    if (limits.mode && !must_chill) {
        if (const auto kept = best_free(m)) return *kept;
    }
    m.limits.mode.reset();
    if (m.machines == 0) return best_free(m).value_or(ChillerRoomDuty{});
    const ChillerRoomDuty chilled = mechanical(m);
    if (must_chill && !chilled.overloaded) return chilled;
    const std::optional<ChillerRoomDuty> best = best_free(m);
    return best && (chilled.overloaded || best->power() < chilled.power()) ? *best : chilled;
}

}  // namespace datahall
