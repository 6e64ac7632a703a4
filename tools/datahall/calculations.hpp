// Components of a datacenter, each evaluated alone with the product's own models.
//
// A calculation reads its question from Keys: `datahall calc` fills them from its options, `datahall verify`
// from the rows of its tables, so that every published point can be asked again on the command line.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "datahall/model/registry.hpp"

#include "tools/datahall/calc_sheet.hpp"

namespace datahall {

/// What calculations may use beside their question.
struct CalcSources {
    const Models& models;
    std::string shipped_root;
};

struct Calculation {
    std::string_view name;
    std::string_view summary;  // without a full stop
    /// An empty sheet where the question is wrong; the Keys have noted why.
    CalcSheet (*evaluate)(Keys& question, const CalcSources& sources);
};

/// All of them, in the order of the help.
std::span<const Calculation> calculations();

/// The one of that name, or null.
const Calculation* find_calculation(std::string_view name);

// Each in calc_<name>.cpp
CalcSheet calc_air(Keys& question, const CalcSources& sources);
CalcSheet calc_chiller(Keys& question, const CalcSources& sources);
CalcSheet calc_chillers(Keys& question, const CalcSources& sources);
CalcSheet calc_tower(Keys& question, const CalcSources& sources);
CalcSheet calc_exchanger(Keys& question, const CalcSources& sources);
CalcSheet calc_coolant(Keys& question, const CalcSources& sources);
CalcSheet calc_fan(Keys& question, const CalcSources& sources);
CalcSheet calc_room(Keys& question, const CalcSources& sources);
CalcSheet calc_plant(Keys& question, const CalcSources& sources);
CalcSheet calc_weather(Keys& question, const CalcSources& sources);
CalcSheet calc_collective(Keys& question, const CalcSources& sources);

}  // namespace datahall
