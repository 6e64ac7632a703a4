// The power chain in motion: loads at the racks, losses on the way up, exact energy everywhere.
//
// Powers are integer microwatts.  A change marks the buses above it; settle() walks from the racks
// to the grid, so each bus is recomputed once an instant.  Nothing drifts: a bus's output is the
// integer sum of what it feeds, its loss a function of that output and of its units alone.
//
// A feed can be used if its switch is closed, what it comes from is live, and no catcher carries another bus.
// The usable feeds of the lowest rank carry a load by their weights; the parts sum to it exactly.  A bus is
// live while a unit of it is in and it makes power itself, has a usable feed, or has a store that carries it
// meanwhile.  A store goes on giving all when a feed is back, until its share is set.  A rack or plant that
// no feed reaches is unfed: its load goes nowhere until it is taken away.  Constant loads are dark meanwhile.
//
// Invariant: utility + sources + stores + unfed + what stands at the meter = racks + cooling + other and
// fixed loads + losses + charging. Cost: O(ancestors) for each rack that changed; O(elements + racks) when
// what is live has changed.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <vector>

#include "datahall/facility.hpp"

#include "sim/build/power/catcher_turns.hpp"
#include "sim/build/power/power_stages.hpp"
#include "sim/metrics/meter.hpp"
#include "sim/run/power/power_states.hpp"

namespace datahall {

class PowerFlow {
public:
    /// The grid is live, switches are closed, all units are in but those of sources.
    explicit PowerFlow(const Facility& facility);

    /// Adds to the load of a rack: servers, switches and other equipment.
    void change_rack(std::uint32_t rack, std::int64_t change_uw);
    /// Sets the load of a drive of the cooling plants.
    void set_mechanical(PlantDrive drive, std::int64_t uw);
    /// Sets what a store at the utility meter loses.
    void set_store_loss(std::int64_t uw);
    /// Sun and store give no more than the hall draws, and nothing without a grid.
    void set_on_site(const OnSite& on_site);
    /// Units of a bus that are in; none: it is dead.
    void set_units(std::uint32_t element, std::uint32_t units);
    /// What all its units together lose; none: as the facility says.
    void set_loss(std::uint32_t element, const std::optional<LossRow>& loss);
    /// Whether the utility meter has power behind it.
    void set_grid(bool is_live);
    /// The switch of one feed, by its position in Facility::feeds.
    void set_closed(std::uint32_t feed, bool is_closed);
    /// Gives a bus a store, which carries it whenever no feed does, while it is `ready`.
    void set_store(std::uint32_t element, bool ready);
    /// What the store of a fed bus gives: shares of all that it draws, in 1 / store_scale.
    void set_store_share(std::uint32_t element, std::uint32_t share);
    /// Power that a fed bus passes on to its store, whose share is 0.
    void set_charge(std::uint32_t element, std::int64_t uw);
    static constexpr std::uint32_t store_scale = 1'000;
    bool is_dirty() const { return dirty_; }
    /// Brings every bus and meter up to date.
    void settle(Instant now);

    /// What the utility meter reads.
    const Meter& utility() const { return utility_; }
    /// Load of all racks: the IT power.
    const Meter& it() const { return it_; }
    const Meter& mechanical() const { return mechanical_; }
    const Meter& other() const { return other_; }
    /// Of the store at the utility meter, while there is a grid.
    const Meter& store_loss() const { return store_loss_; }
    const Meter& fixed() const { return fixed_; }  // constant loads on the outputs of buses
    const Meter& unfed() const { return unfed_; }  // load of racks and plants that nothing feeds
    /// What sources make, stores give, and charging takes.
    const Meter& sources() const { return sources_; }
    const Meter& stores() const { return from_stores_; }
    const Meter& charging() const { return charging_; }
    /// What the hall draws at the utility meter, whoever supplies it there.
    std::int64_t drawn_at_meter_uw() const { return roots_uw_; }
    /// Of what stands there; solar power that nobody could use.
    const Meter& solar() const { return solar_; }
    const Meter& curtailed() const { return curtailed_; }
    const Meter& site_given() const { return site_given_; }
    const Meter& site_taken() const { return site_taken_; }
    /// All that the hall consumes, whoever supplies it: the utility, sources, stores, capacitors.
    std::int64_t supplied_uw() const;
    Int128 supplied(Instant now) const;
    /// Losses of one level of the chain.
    const Meter& losses(std::size_t level) const { return losses_[level]; }
    std::size_t levels() const { return losses_.size(); }
    /// Output and loss of a bus since the last restart().
    const LoadMeter& output(std::uint32_t element) const { return elements_[element].meter; }
    const PowerStages& stages() const { return stages_; }
    /// Losses of one stage that heat the hall's air.
    const Meter& hall_losses(std::size_t stage) const { return hall_losses_[stage]; }
    /// What stores of one stage give, or the stage itself if it is one of sources; what charging takes there.
    const Meter& given(std::size_t stage) const { return given_[stage]; }
    const Meter& charged(std::size_t stage) const { return charged_[stage]; }
    /// What has passed through all feeds of one link.
    const Meter& passed(std::size_t link) const { return passed_[link]; }
    /// What an output of a bus would make it lose, with the units that are in.
    std::int64_t loss_at_uw(std::uint32_t element, std::int64_t output_uw) const;
    std::uint32_t units(std::uint32_t element) const { return units_[element]; }  // that are in
    /// Of the units that are in.
    double rating_w(std::uint32_t element) const {
        return units_[element] == 0 ? 0.0 : elements_[element].loss.rating_w;
    }
    /// Output over that; 0 if none is.
    double loading(std::uint32_t element) const;
    /// The part of a load that it draws through each of its feeds, in their order.
    void split(const FeedSpan& feeds, std::int64_t uw, std::span<std::int64_t> parts) const;

    // As of the last settle().
    bool is_live(std::uint32_t element) const { return elements_[element].live; }
    /// Of the utility meter: no_index.
    bool feeds_power(std::uint32_t from) const { return from == no_index ? grid_ : elements_[from].live; }
    /// Whether a feed could be used, were its switch closed.
    bool may_use(std::uint32_t feed) const { return feeds_power(feeds_[feed].from) && turns_.allows(feed); }
    /// Whether a bus has a feed that it can use.
    bool is_fed(std::uint32_t element) const { return elements_[element].fed; }
    bool is_rack_fed(std::uint32_t rack) const { return has_power(facility_.racks[rack].feeds); }
    bool is_mechanical_fed(std::size_t drive) const { return has_power(facility_.mechanical[drive].feeds); }

    /// Settling notes from now on that this bus has changed.
    void watch(std::uint32_t element) { elements_[element].watched = true; }
    PowerChanges take_changes();  // since the last call
    bool has_changes() const { return changes_.live || !changes_.buses.empty(); }

    /// The part of all losses that heats the hall's air.
    std::int64_t heat_to_hall_uw() const { return heat_uw_; }
    const Meter& hall_heat() const { return hall_heat_; }
    std::int64_t total_loss_uw() const;
    std::int64_t rack_uw(std::uint32_t rack) const { return racks_[rack].uw; }
    /// Load of all racks of a zone, and zones where it has changed since the last call.
    std::int64_t zone_uw(std::uint32_t zone) const { return zones_[zone].uw; }
    std::vector<std::uint32_t> take_touched_zones();

    /// Forgets all highest levels so far, and what has been added up of single buses.
    void restart(Instant now);
    /// What the hall draws at the meter, recomputed from the racks up without any of the incremental state.
    std::int64_t recomputed_utility_uw() const;

private:
    static BusState bus_of(const PowerElement& e, std::uint32_t stage);
    bool is_usable(std::uint32_t feed) const { return feeds_[feed].closed && may_use(feed); }
    bool has_power(const FeedSpan& feeds) const;
    void draw(const FeedSpan& feeds, std::int64_t from_uw, std::int64_t to_uw);
    void redraw(const FeedSpan& feeds, std::int64_t uw);
    void change_feed(std::uint32_t feed, std::int64_t change_uw);
    void change_bus(std::uint32_t element, std::int64_t change_uw);
    void mark(std::uint32_t element);
    LossRow of_units(std::uint32_t element, std::uint32_t units) const;
    void settle_live();
    void settle_live(std::uint32_t element);
    void settle_bus(std::uint32_t element, Instant now);
    void settle_meters(Instant now);
    void settle_utility(Instant now);
    std::int64_t charge_of(std::uint32_t element) const;
    std::int64_t given_to(std::uint32_t element, std::int64_t needs_uw) const;
    void book_given(std::uint32_t element, std::int64_t given_uw, std::int64_t charge_uw);

    const Facility& facility_;
    std::vector<BusState> elements_;
    std::vector<StoreState> stores_;
    std::vector<std::uint32_t> units_;             // that are in, by element
    std::map<std::uint32_t, LossRow> other_loss_;  // of elements that do not lose what the facility says
    PowerStages stages_;
    CatcherTurns turns_;
    std::vector<FeedState> feeds_;
    std::vector<std::vector<std::uint32_t>> dirty_at_;  // by depth
    std::vector<std::int64_t> passed_uw_;               // by link
    std::vector<std::int64_t> level_loss_uw_;
    std::vector<std::int64_t> stage_heat_uw_;
    std::vector<std::int64_t> stage_given_uw_, stage_charge_uw_;
    std::vector<Meter> passed_, losses_, hall_losses_, given_, charged_;
    std::vector<RackState> racks_;
    std::vector<ZoneLoad> zones_;
    std::vector<std::uint32_t> touched_zones_;
    std::int64_t it_uw_ = 0;
    std::array<std::int64_t, plant_drives> mechanical_uw_{};
    std::int64_t store_loss_uw_ = 0;
    std::int64_t roots_uw_ = 0;  // at the utility meter
    std::int64_t unfed_uw_ = 0;
    std::int64_t heat_uw_ = 0;
    std::int64_t fixed_uw_ = 0;
    std::int64_t source_uw_ = 0;
    std::int64_t store_uw_ = 0;
    std::int64_t charge_uw_ = 0;
    Meter utility_, it_, mechanical_, other_, fixed_, hall_heat_, unfed_, sources_, from_stores_, charging_;
    Meter store_loss_, solar_, curtailed_, site_given_, site_taken_;
    OnSite on_site_;
    PowerChanges changes_;
    bool grid_ = true;
    bool dirty_ = true;
    bool live_changed_ = false;
};

}  // namespace datahall
