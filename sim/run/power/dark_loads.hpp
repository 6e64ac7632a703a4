// Racks and cooling plants that lose power: they go on for the hold-up time of their supplies, then stop.
//
// A load that nothing feeds meanwhile still draws, so the meter `unfed` counts what comes from the
// capacitors. Cost: O(racks) whenever what is live has changed.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "sim/run/power/power_parts.hpp"

namespace datahall {

/// Who is told of it.
class DarkHost {
public:
    virtual ~DarkHost() = default;
    /// These racks stop at this instant; they draw nothing from then on.
    virtual void racks_lost(std::span<const std::uint32_t> racks) = 0;
    /// They have power again.
    virtual void racks_back(std::span<const std::uint32_t> racks) = 0;
    /// So many of the feeds are live that the supplies of a rack hang on; not all, or all again.
    virtual void cords_changed(std::uint32_t rack, std::uint32_t live, std::uint32_t all) = 0;
    /// The same of a drive of the cooling plants.
    virtual void drive_lost(PlantDrive drive) = 0;
    virtual void drive_back(PlantDrive drive) = 0;
};

class DarkLoads {
public:
    /// All have power.
    DarkLoads(const PowerParts& parts, DarkHost& host);
    DarkLoads(const DarkLoads&) = delete;

    /// What is live has changed.
    void look();
    bool is_dark(std::uint32_t rack) const { return loads_[rack].is_dark; }

    /// IT power that the racks now dark drew when they stopped: energy not served, by convention.
    const Meter& unserved() const { return unserved_; }
    std::uint64_t racks_lost() const { return racks_lost_; }

    // Handler.
    void stop_due(std::uint64_t);

private:
    struct Load {
        std::int64_t unfed_since_ns = -1;
        std::int64_t lost_uw = 0;
        std::uint32_t dead_cords = 0;
        bool is_dark = false;
    };
    bool is_fed(std::size_t load) const {
        const auto rack = static_cast<std::uint32_t>(load);
        return load >= racks() ? p_.flow.is_mechanical_fed(load - racks()) : p_.flow.is_rack_fed(rack);
    }
    std::size_t racks() const { return loads_.size() - plant_drives; }
    PlantDrive drive(std::size_t load) const { return static_cast<PlantDrive>(load - racks()); }
    void look(std::size_t load, bool is_fed);
    void count_cords(std::uint32_t rack);
    void tell_back();
    void tell_lost();

    PowerParts p_;
    DarkHost& host_;
    std::int64_t hold_up_ns_;
    std::vector<Load> loads_;              // by rack, then the plants' drives
    std::vector<std::uint32_t> changed_;   // scratch: racks
    bool begins_ = false;                  // scratch: a load has lost its feeds just now
    std::vector<PlantDrive> drives_back_;  // scratch
    Meter unserved_;
    std::uint64_t racks_lost_ = 0;
};

}  // namespace datahall
