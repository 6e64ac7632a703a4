// The bill of material of a built facility: counts from the floor, the fabric and the cable plan, prices from
// the price book.
//
// Which price holds is a matter of names:
//   server   the entry of its node type
//   rack     the entry of its rack type; a rack for servers or switches only, else `cabinet`
//   switch   the entry of its switch type, else the price that the switch itself has
//   cable    the entry FAMILY_MEDIUM, else FAMILY, else what the medium itself costs for a cable and its two
//            ends; the medium's price per metre of ordered length comes on top in all cases
//   facility the entry that economics.facility names, for each watt of IT nameplate
// A part without a price stays in the bill, has no dollars, and is a finding: sums that need it do not exist.
// Ignores land, labor of the cabling, taxes and discounts.
#pragma once

#include <initializer_list>
#include <optional>
#include <string_view>
#include <vector>

#include "datahall/facility.hpp"
#include "datahall/result.hpp"

#include "sim/build/design_notes.hpp"
#include "sim/config/scenario.hpp"

namespace datahall {

/// Servers by type, racks by type, switches, cables by family and medium, and the building.
std::vector<BillLine> bill_of(const Facility& facility, const ScenarioConfig& scenario);

/// Fills facility.bill; notes its prices and what has none, and refuses economics that name no price.
void build_bill(const ScenarioConfig& scenario, Facility& facility, DesignNotes& notes);

/// Throws ConfigError if the scenario's economics name a price that does not exist or buys something else.
void require_prices(const Scenario& scenario);

/// What a cable of this medium costs with its two ends, before its metres, at the price that holds; empty if
/// none is known.
std::optional<Dollars> price_of_ends(const Named<Price>& book, const std::string& family,
                                     const Medium& medium);

/// Which end of the spread of each price.
enum class PriceCase : std::uint8_t { low, mode, high };

/// Dollars of all lines of these groups; empty if one of them has no price.
std::optional<double> cost_of(const std::vector<BillLine>& bill,
                              std::initializer_list<std::string_view> groups,
                              PriceCase price = PriceCase::mode);

}  // namespace datahall
