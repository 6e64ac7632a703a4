// Names of things inside a run: dense indices that cannot be mixed up.
//
// A RackId is a position in the facility's array of racks, counted from 0 over the whole scenario.
// It is a uint32 for the machine and a type of its own for the compiler.
#pragma once

#include <compare>
#include <cstdint>
#include <limits>

namespace datahall {

template <class Tag>
class Id {
public:
    static const Id none;  // names nothing; sorts last

    constexpr Id() = default;  // none
    explicit constexpr Id(std::uint32_t index) : index_{index} {}
    /// REQUIRES: not none.
    constexpr std::uint32_t index() const { return index_; }
    friend constexpr auto operator<=>(Id, Id) = default;

private:
    std::uint32_t index_ = std::numeric_limits<std::uint32_t>::max();
};

template <class Tag>
inline constexpr Id<Tag> Id<Tag>::none{};

// The place of things.
using SiteId = Id<struct SiteTag>;
using HallId = Id<struct HallTag>;
using RowId = Id<struct RowTag>;
using RackId = Id<struct RackTag>;
using NodeId = Id<struct NodeTag>;
using NodeTypeId = Id<struct NodeTypeTag>;
// Power, cooling and fabric.
using ElementId = Id<struct ElementTag>;  // of the power tree: feed, transformer, UPS, PDU
using ZoneId = Id<struct ZoneTag>;        // of air or water with one temperature
using PlantId = Id<struct PlantTag>;
using SwitchId = Id<struct SwitchTag>;
using LinkId = Id<struct LinkTag>;  // one direction of a cable
// Work.
using ClusterId = Id<struct ClusterTag>;  // a set of nodes with one queue
using JobId = Id<struct JobTag>;
using UserId = Id<struct UserTag>;

}  // namespace datahall
