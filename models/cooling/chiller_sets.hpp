// Named chiller curve sets: four compiled in, all 157 of the CoolTools library from a file.
//
// The file is scenarios/data/cooling/chillers_electric_eir.csv or one with the same columns.
// Source: CoolTools curves of EnergyPlus, as published with the Modelica Buildings library.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "models/cooling/eir_chiller.hpp"

namespace datahall {

class LineSource;

struct NamedChiller {
    std::string_view name;  // maker, type, reference capacity / COP / capacity control
    ChillerCurves curves;
};

/// A row of a table of curves.
struct ChillerRow {
    std::string name;
    ChillerCurves curves;
    double leaving_reference = 0.0;   // Te, where the reference capacity and COP hold, degC
    double entering_reference = 0.0;  // Tc
};

/// Water-cooled machines that span the usual sizes and drives.
std::span<const NamedChiller> builtin_chillers();

/// Reads the table up to the row called `name`.  Refuses a bad header, a row that is not
/// numbers, curves that no machine can have, and a file without that name.
ChillerCurves read_chiller(LineSource& table, std::string_view name);

/// The whole table.  A row that cannot be used becomes a line of `problems`, if given; else it is refused, as
/// a bad header is.
std::vector<ChillerRow> read_chillers(LineSource& table, std::vector<std::string>* problems = nullptr);

}  // namespace datahall
