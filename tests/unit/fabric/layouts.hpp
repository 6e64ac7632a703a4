// Rack coordinates of the layouts that the cable plan is checked with.
#pragma once

#include <cstdint>

#include "sim/build/fabric/cable_plan.hpp"

namespace datahall {

/// Media by reach alone: copper to 3 m, active copper to 5, multimode to 50, single mode to 100
/// and "long" to 500.  Two transceivers of 8.5 W in switches and 9 W in NICs from "mmf" on.
const CableFamily& test_family();
TierFamilies test_families();

/// Racks in one sequence, 18 to a row: scalable units of 32 nodes with a leaf rack in their
/// middle, and a bank of spine and core racks between the two halves of the units.
struct BankLayout {
    std::uint32_t nodes_per_rack = 4;
    Meters row_pitch = Meters::from_si(2.4);
    Meters slack = Meters::from_si(2.0);
    bool is_rounded = true;
};
struct Placed {
    FabricPositions positions;
    std::uint32_t racks = 0;
    std::uint32_t rows = 0;
};
Placed place_with_bank(const FabricPlan& plan, std::uint32_t nodes, const BankLayout& layout);
TrayRules bank_rules(const BankLayout& layout);

/// 64 scalable units in rows of four, spines in the racks of their leaves, 256 cores in racks of
/// twelve in the middle of the hall.
struct ReferenceHall {
    explicit ReferenceHall(std::uint32_t nodes_per_rack);
    CableSchedule cables() const;

    CableEnd node(std::uint32_t unit, std::uint32_t n) const;
    CableEnd network_rack(std::uint32_t unit) const;
    CableEnd core_rack(std::uint32_t index) const;
    std::uint32_t racks() const { return units * block + core_racks; }

    static constexpr std::uint32_t units = 64;
    static constexpr std::uint32_t units_per_row = 4;
    static constexpr std::uint32_t core_racks = 22;  // ceil(256 / 12)
    std::uint32_t per_rack;
    std::uint32_t compute_racks;  // of a unit
    std::uint32_t block;          // racks of a unit
    double row_length;            // m
    std::uint32_t core_rows;
    TrayRules rules;

private:
    CableEnd at(double x, std::uint32_t row, double height) const;
    std::uint32_t row_of(std::uint32_t unit) const;
};

}  // namespace datahall
