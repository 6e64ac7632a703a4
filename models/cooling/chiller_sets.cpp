#include "models/cooling/chiller_sets.hpp"

#include <charconv>
#include <cmath>
#include <string>
#include <vector>

#include "datahall/config_error.hpp"
#include "datahall/keys.hpp"

namespace datahall {
namespace {

constexpr std::string_view family = "ElectricEIRChiller ";  // before each name in the file
constexpr std::string_view expected_header =
    "name,Q_ref_W,COP_ref,PLRMinUnl,PLRMin,PLRMax,mEva_kg_s,mCon_kg_s,TEvaLvg_ref_C,TConEnt_ref_C,"
    "TEvaLvgMin_C,TEvaLvgMax_C,TConEntMin_C,TConEntMax_C,cap1,cap2,cap3,cap4,cap5,cap6,"
    "eir1,eir2,eir3,eir4,eir5,eir6,plr1,plr2,plr3,";
constexpr std::size_t numbers_per_row = 28;  // those of the header after the name

std::string_view next_field(std::string_view& rest) {
    const std::size_t comma = rest.find(',');
    const std::string_view field = rest.substr(0, comma);
    rest = comma == std::string_view::npos ? std::string_view{} : rest.substr(comma + 1);
    return field;
}

std::vector<double> read_numbers(const LineSource& in, std::string_view rest) {
    std::vector<double> v;
    for (std::size_t i = 0; i < numbers_per_row; ++i) {
        const std::string_view field = next_field(rest);
        double value = 0.0;
        const auto [end, error] = std::from_chars(field.data(), field.data() + field.size(), value);
        if (error != std::errc{} || end != field.data() + field.size() || !std::isfinite(value)) {
            in.refuse("", "expected a number in column " + std::to_string(i + 2));
        }
        v.push_back(value);
    }
    return v;
}

ChillerCurves as_curves(const std::vector<double>& v) {
    return {.reference_capacity = v[0],
            .reference_cop = v[1],
            .min_unload_ratio = v[2],
            .min_ratio = v[3],
            .max_ratio = v[4],
            .leaving_min = v[9],
            .leaving_max = v[10],
            .entering_min = v[11],
            .entering_max = v[12],
            .capacity = {v[13], v[14], v[15], v[16], v[17], v[18]},
            .energy_input = {v[19], v[20], v[21], v[22], v[23], v[24]},
            .part_load = {v[25], v[26], v[27]}};
}

void check(const LineSource& in, const ChillerCurves& c) {
    if (c.reference_capacity <= 0.0) in.refuse("Q_ref_W", "expected a capacity above 0");
    if (c.reference_cop <= 0.0) in.refuse("COP_ref", "expected a COP above 0");
    if (c.min_ratio <= 0.0 || c.min_ratio > c.max_ratio || c.min_unload_ratio > c.max_ratio) {
        in.refuse("PLRMin", "expected 0 < PLRMin and PLRMinUnl <= PLRMax");
    }
    if (c.leaving_min > c.leaving_max || c.entering_min > c.entering_max) {
        in.refuse("TEvaLvgMin_C", "expected minima below maxima");
    }
    for (const double te : {c.leaving_min, c.leaving_max}) {
        for (const double tc : {c.entering_min, c.entering_max}) {
            if (biquadratic(c.capacity, te, tc) <= 0.0) in.refuse("cap1", "capacity falls to 0 in the box");
            if (biquadratic(c.energy_input, te, tc) <= 0.0) in.refuse("eir1", "power falls to 0 in the box");
        }
    }
}

std::string_view next_name(std::string_view& rest) {
    std::string_view name = next_field(rest);
    if (name.starts_with(family)) name.remove_prefix(family.size());
    return name;
}

ChillerRow read_row(const LineSource& in, std::string_view line) {
    const std::string_view name = next_name(line);
    const std::vector<double> numbers = read_numbers(in, line);
    ChillerRow row{.name = std::string{name},
                   .curves = as_curves(numbers),
                   .leaving_reference = numbers[7],
                   .entering_reference = numbers[8]};
    check(in, row.curves);
    return row;
}

void check_header(LineSource& table) {
    std::string_view line;
    if (table.next(line) && line.starts_with(expected_header)) return;
    table.refuse("", "expected the header " + std::string{expected_header});
}

constexpr std::array<NamedChiller, 4> sets{{
    {.name = "York YT 1055kW/5.96COP/Vanes",
     .curves = {.reference_capacity = 1'055'000,
                .reference_cop = 5.96,
                .min_unload_ratio = 0.1,
                .min_ratio = 0.1,
                .max_ratio = 1.05,
                .leaving_min = 4.44,
                .leaving_max = 8.89,
                .entering_min = 12.78,
                .entering_max = 35.0,
                .capacity = {0.1785912, -0.05900023, -5.946963e-4, 0.09297889, -2.841024e-3, 4.974221e-3},
                .energy_input = {0.524511, -0.02850126, 8.03472e-4, 0.01893133, 1.151629e-4, -9.340642e-5},
                .part_load = {0.2619878, 0.2393605, 0.4988306}}},
    {.name = "Carrier 19XR 1403kW/7.09COP/VSD",
     .curves = {.reference_capacity = 1'403'100,
                .reference_cop = 7.09,
                .min_unload_ratio = 0.17,
                .min_ratio = 0.17,
                .max_ratio = 1.03,
                .leaving_min = 6.67,
                .leaving_max = 12.22,
                .entering_min = 12.78,
                .entering_max = 23.89,
                .capacity = {0.9601814, -3.596494e-3, -1.706786e-3, 6.272429e-3, -9.858212e-4, 2.611673e-3},
                .energy_input = {1.098641, -0.0248588, -6.240421e-5, -1.719488e-3, 4.887321e-4, 9.618075e-5},
                .part_load = {0.08788698, 0.2678891, 0.644518}}},
    {.name = "York YK 4396kW/6.63COP/Vanes",
     .curves = {.reference_capacity = 4'395'800,
                .reference_cop = 6.63,
                .min_unload_ratio = 0.41,
                .min_ratio = 0.41,
                .max_ratio = 1.06,
                .leaving_min = 4.44,
                .leaving_max = 7.78,
                .entering_min = 12.78,
                .entering_max = 26.67,
                .capacity = {0.3693621, -0.07284715, -4.87193e-3, 0.1223355, -5.368259e-3, 0.01035036},
                .energy_input = {0.5913358, -0.05974145, 8.176561e-4, 0.03987353, -8.176694e-4, 1.457994e-3},
                .part_load = {0.302107, 0.03103971, 0.6669726}}},
    {.name = "Carrier 19EX 5208kW/6.88COP/Vanes",
     .curves = {.reference_capacity = 5'208'200,
                .reference_cop = 6.88,
                .min_unload_ratio = 0.2,
                .min_ratio = 0.2,
                .max_ratio = 1.03,
                .leaving_min = 4.44,
                .leaving_max = 8.89,
                .entering_min = 15.56,
                .entering_max = 29.44,
                .capacity = {0.5563516, -0.04106264, -3.164992e-3, 0.05722234, -2.313857e-3, 5.377616e-3},
                .energy_input = {0.5198204, -0.0152334, -6.391523e-4, 0.02170049, 2.423693e-5, 1.432604e-4},
                .part_load = {0.2334262, 0.3926783, 0.373132}}},
}};

}  // namespace

std::span<const NamedChiller> builtin_chillers() {
    return sets;
}

ChillerCurves read_chiller(LineSource& table, std::string_view name) {
    check_header(table);
    for (std::string_view line;;) {
        if (!table.next(line))
            table.refuse("name", "no chiller called '" + std::string{name} + "' in this file");
        std::string_view rest = line;
        if (next_name(rest) == name) return read_row(table, line).curves;
    }
}

std::vector<ChillerRow> read_chillers(LineSource& table, std::vector<std::string>* problems) {
    check_header(table);
    std::vector<ChillerRow> rows;
    std::string_view line;
    while (table.next(line)) {
        try {
            rows.push_back(read_row(table, line));
        } catch (const ConfigError& error) {
            if (problems == nullptr) throw;
            for (const Problem& problem : error.problems()) {
                problems->push_back("line " + std::to_string(problem.where.line) + ": " + problem.text);
            }
        }
    }
    return rows;
}

}  // namespace datahall
