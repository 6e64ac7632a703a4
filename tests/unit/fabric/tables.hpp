// Reads the small CSV tables of tests/data/fabric, and counts what a plan holds.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "datahall/model/topology.hpp"

namespace datahall {

/// A line of a table by column name.
using TableRow = std::map<std::string, std::string>;
std::vector<TableRow> read_table(const std::string& name);
std::uint64_t whole(const TableRow& row, const std::string& column);
double real(const TableRow& row, const std::string& column);

struct Counts {
    std::array<std::uint64_t, 3> switches{};         // by SwitchRole
    std::array<std::uint64_t, link_tiers> cables{};  // by LinkTier
    friend bool operator==(const Counts&, const Counts&) = default;
};
Counts count(const FabricPlan& plan);

}  // namespace datahall
