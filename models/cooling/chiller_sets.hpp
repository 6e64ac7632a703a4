// Named chiller curve sets: four compiled in, all 157 of the CoolTools library from a file.
//
// The file is scenarios/data/cooling/chillers_electric_eir.csv or one with the same columns.
// Source: CoolTools curves of EnergyPlus, as published with the Modelica Buildings library.
#pragma once

#include <span>
#include <string_view>

#include "models/cooling/eir_chiller.hpp"

namespace datahall {

class LineSource;

struct NamedChiller {
    std::string_view name;  // maker, type, reference capacity / COP / capacity control
    ChillerCurves curves;
};

/// Water-cooled machines that span the usual sizes and drives.
std::span<const NamedChiller> builtin_chillers();

/// Reads the table up to the row called `name`.  Refuses a bad header, a row that is not
/// numbers, curves that no machine can have, and a file without that name.
ChillerCurves read_chiller(LineSource& table, std::string_view name);

}  // namespace datahall
