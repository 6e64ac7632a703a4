#include "sim/run/power/power_flow.hpp"

#include <algorithm>
#include <array>
#include <numeric>
#include <utility>

#include "sim/build/power/loss.hpp"

namespace datahall {
namespace {

// Asks memory for all of it, for use soon: in a large facility no cache has it.
template <class T>
void fetch(const T& what) {
    constexpr std::size_t cache_line = 64;
    const auto* const bytes = reinterpret_cast<const char*>(&what);
    for (std::size_t at = 0; at < sizeof what; at += cache_line) __builtin_prefetch(bytes + at);
}

}  // namespace

PowerFlow::PowerFlow(const Facility& f)
    : facility_{f},
      elements_(f.elements.size()),
      stages_{power_stages(f)},
      turns_{f},
      feeds_(f.feeds.size()),
      dirty_at_(depths_of(f)),
      passed_uw_(stages_.links.size()),
      level_loss_uw_(f.power_levels.size()),
      stage_heat_uw_(stages_.stages.size()),
      stage_given_uw_(stages_.stages.size()),
      stage_charge_uw_(stages_.stages.size()),
      passed_(stages_.links.size()),
      losses_(f.power_levels.size()),
      hall_losses_(stages_.stages.size()),
      given_(stages_.stages.size()),
      charged_(stages_.stages.size()),
      racks_(f.racks.size()),
      zones_(f.zones.size()),
      roots_uw_{f.other_uw} {
    for (std::size_t i = 0; i < feeds_.size(); ++i) {
        feeds_[i].from = f.feeds[i].from;
        feeds_[i].link = stages_.link_of[i];
    }
    for (std::uint32_t e = 0; e < elements_.size(); ++e) {
        units_.push_back(f.elements[e].units);
        elements_[e] = bus_of(f.elements[e], stages_.stage_of[e]);
        if (f.elements[e].feeds.count > 0) elements_[e].above = f.feeds[f.elements[e].feeds.first].from;
        change_bus(e, f.elements[e].fixed_uw);
        if (f.elements[e].is_source) set_units(e, 0);
    }
    for (std::uint32_t r = 0; r < racks_.size(); ++r) {
        racks_[r].feeds = f.racks[r].feeds;
        racks_[r].zone = f.zone_of_rack[r];
        racks_[r].above = f.feeds[f.racks[r].feeds.first].from;
        change_rack(r, as_microwatts(f.racks[r].constant));
    }
}

BusState PowerFlow::bus_of(const PowerElement& e, std::uint32_t stage) {
    BusState bus;
    bus.feeds = e.feeds;
    bus.level = e.level;
    bus.depth = e.depth;
    bus.stage = stage;
    bus.is_source = e.is_source;
    bus.constant_uw = e.fixed_uw;
    bus.heat_to_hall = e.heat_to_hall;
    bus.loss = e.loss;
    return bus;
}

void PowerFlow::change_rack(std::uint32_t rack, std::int64_t change_uw) {
    RackState& load = racks_[rack];
    if (load.above != no_index) fetch(elements_[load.above]);  // with its feed, not after it
    const std::int64_t before = load.uw;
    load.uw += change_uw;
    it_uw_ += change_uw;
    draw(load.feeds, before, load.uw);
    ZoneLoad& zone = zones_[load.zone];
    zone.uw += change_uw;
    if (zone.is_touched) return;
    zone.is_touched = true;
    touched_zones_.push_back(load.zone);
}

std::vector<std::uint32_t> PowerFlow::take_touched_zones() {
    std::vector<std::uint32_t> touched;
    touched.swap(touched_zones_);
    for (const std::uint32_t z : touched) zones_[z].is_touched = false;
    return touched;
}

void PowerFlow::set_mechanical(PlantDrive drive, std::int64_t uw) {
    const auto d = static_cast<std::size_t>(drive);
    if (uw == mechanical_uw_[d]) return;
    draw(facility_.mechanical[d].feeds, mechanical_uw_[d], uw);
    mechanical_uw_[d] = uw;
}

void PowerFlow::set_store_loss(std::int64_t uw) {
    if (uw == store_loss_uw_) return;
    if (grid_) change_bus(no_index, uw - store_loss_uw_);
    store_loss_uw_ = uw;
}

void PowerFlow::set_on_site(const OnSite& on_site) {
    if (on_site == on_site_) return;
    on_site_ = on_site;
    dirty_ = true;
}

void PowerFlow::set_units(std::uint32_t element, std::uint32_t units) {
    live_changed_ |= (units == 0) != (units_[element] == 0);
    units_[element] = units;
    elements_[element].loss = of_units(element, units);
    mark(element);
}

void PowerFlow::set_loss(std::uint32_t element, const std::optional<LossRow>& loss) {
    if (loss) {
        other_loss_[element] = *loss;
    } else {
        other_loss_.erase(element);
    }
    elements_[element].loss = of_units(element, units_[element]);
    mark(element);
}

LossRow PowerFlow::of_units(std::uint32_t element, std::uint32_t units) const {
    const PowerElement& e = facility_.elements[element];
    const auto other = other_loss_.find(element);
    LossRow row = other == other_loss_.end() ? e.loss : other->second;
    if (units != e.units) row.rating_w = row.rating_w * units / e.units;
    return row;
}

void PowerFlow::set_grid(bool is_live) {
    if (is_live == grid_) return;
    grid_ = is_live;
    const std::int64_t uw = facility_.other_uw + store_loss_uw_;
    roots_uw_ += is_live ? uw : -uw;
    live_changed_ = dirty_ = true;
}

void PowerFlow::set_closed(std::uint32_t feed, bool is_closed) {
    live_changed_ |= is_closed != feeds_[feed].closed;
    feeds_[feed].closed = is_closed;
    dirty_ = true;
}

void PowerFlow::set_store(std::uint32_t element, bool ready) {
    std::uint32_t& index = elements_[element].store;
    if (index == no_index) {
        index = static_cast<std::uint32_t>(stores_.size());
        stores_.push_back({});
    }
    StoreState& store = stores_[index];
    if (store.is_ready == ready) return;
    store.is_ready = ready;
    if (!ready) store.share = 0;
    live_changed_ = true;
    mark(element);
}

void PowerFlow::set_store_share(std::uint32_t element, std::uint32_t share) {
    std::uint32_t& now = stores_[elements_[element].store].share;
    if (now != share) mark(element);
    now = share;
}

void PowerFlow::set_charge(std::uint32_t element, std::int64_t uw) {
    std::int64_t& now = stores_[elements_[element].store].wanted_uw;
    if (now != uw) mark(element);
    now = uw;
}

// A load that was `from_uw` is now `to_uw`.
void PowerFlow::draw(const FeedSpan& feeds, std::int64_t from_uw, std::int64_t to_uw) {
    dirty_ = true;
    if (feeds.count == 1) {
        if (!is_usable(feeds.first)) {
            unfed_uw_ += to_uw - from_uw;
            return;
        }
        return change_feed(feeds.first, to_uw - from_uw);
    }
    unfed_uw_ += to_uw - from_uw;
    redraw(feeds, to_uw);
}

void PowerFlow::change_feed(std::uint32_t feed, std::int64_t change_uw) {
    feeds_[feed].drawn_uw += change_uw;
    passed_uw_[feeds_[feed].link] += change_uw;
    change_bus(feeds_[feed].from, change_uw);
}

// By running sums of the weights, so that the parts sum to the load.
void PowerFlow::split(const FeedSpan& feeds, std::int64_t uw, std::span<std::int64_t> parts) const {
    const auto each = facility_.feeds_of(feeds);
    std::uint32_t rank = UINT32_MAX;  // of the first that is usable
    std::int64_t all = 0;
    const auto carries = [&](std::uint32_t i) {
        return (rank == UINT32_MAX || rank == each[i].rank) && is_usable(feeds.first + i);
    };
    for (std::uint32_t i = 0; i < feeds.count; ++i) {
        if (!carries(i)) continue;
        rank = each[i].rank;
        all += each[i].weight;
    }
    std::int64_t before = 0;
    std::int64_t given = 0;
    for (std::uint32_t i = 0; i < feeds.count; ++i) {
        parts[i] = 0;
        if (all == 0 || !carries(i)) continue;
        before += each[i].weight;
        const std::int64_t up_to_here = uw / all * before + uw % all * before / all;
        parts[i] = up_to_here - given;
        given = up_to_here;
    }
}

bool PowerFlow::has_power(const FeedSpan& feeds) const {
    for (std::uint32_t i = 0; i < feeds.count; ++i) {
        if (is_usable(feeds.first + i)) return true;
    }
    return false;
}

void PowerFlow::mark(std::uint32_t element) {
    dirty_ = true;
    BusState& bus = elements_[element];
    if (bus.dirty) return;
    bus.dirty = true;
    __builtin_prefetch(feeds_.data() + bus.feeds.first);
    if (bus.above != no_index) fetch(elements_[bus.above]);
    dirty_at_[bus.depth].push_back(element);
}

void PowerFlow::change_bus(std::uint32_t element, std::int64_t change_uw) {
    if (element == no_index) {
        dirty_ = true;
        roots_uw_ += change_uw;
        return;
    }
    elements_[element].children_uw += change_uw;
    mark(element);
}

void PowerFlow::settle(Instant now) {
    if (live_changed_) settle_live();
    for (std::size_t depth = dirty_at_.size(); depth-- > 0;) {
        // Feeds are less deep and come later.
        for (const std::uint32_t element : dirty_at_[depth]) settle_bus(element, now);
        dirty_at_[depth].clear();
    }
    settle_meters(now);
    dirty_ = false;
}

void PowerFlow::settle_meters(Instant now) {
    for (std::size_t link = 0; link < passed_.size(); ++link) passed_[link].set(now, passed_uw_[link]);
    for (std::size_t level = 0; level < losses_.size(); ++level)
        losses_[level].set(now, level_loss_uw_[level]);
    for (std::size_t stage = 0; stage < hall_losses_.size(); ++stage) {
        hall_losses_[stage].set(now, stage_heat_uw_[stage]);
        given_[stage].set(now, stage_given_uw_[stage]);
        charged_[stage].set(now, stage_charge_uw_[stage]);
    }
    it_.set(now, it_uw_);
    mechanical_.set(now, std::accumulate(mechanical_uw_.begin(), mechanical_uw_.end(), std::int64_t{0}));
    other_.set(now, grid_ ? facility_.other_uw : 0);
    store_loss_.set(now, grid_ ? store_loss_uw_ : 0);
    fixed_.set(now, fixed_uw_);
    hall_heat_.set(now, heat_uw_);
    unfed_.set(now, unfed_uw_);
    sources_.set(now, source_uw_);
    from_stores_.set(now, store_uw_);
    charging_.set(now, charge_uw_);
    settle_utility(now);
}

void PowerFlow::settle_utility(Instant now) {
    const OnSite here = grid_ ? on_site_ : OnSite{};
    const std::int64_t used = roots_uw_ + here.take_uw;
    const std::int64_t solar = std::min(here.solar_uw, used);
    const std::int64_t given = std::min(here.give_uw, used - solar);
    solar_.set(now, solar);
    curtailed_.set(now, on_site_.solar_uw - solar);
    site_given_.set(now, given);
    site_taken_.set(now, here.take_uw);
    utility_.set(now, used - solar - given);
}

// Takes what each load draws off the feeds that have died, to those that live.
void PowerFlow::settle_live() {
    live_changed_ = false;
    changes_.live = true;
    const auto is_live = [this](std::uint32_t e) { return elements_[e].live; };
    const auto is_closed = [this](std::uint32_t feed) { return feeds_[feed].closed; };
    std::size_t looks = 0;  // a catcher below a catcher takes another
    do {
        for (std::uint32_t e = 0; e < elements_.size(); ++e) settle_live(e);
    } while (turns_.look(is_live, is_closed) && ++looks <= dirty_at_.size());
    for (std::uint32_t e = 0; e < elements_.size(); ++e) {
        redraw(facility_.elements[e].feeds, elements_[e].drawn_uw);
    }
    for (std::uint32_t r = 0; r < racks_.size(); ++r) redraw(racks_[r].feeds, racks_[r].uw);
    for (std::size_t d = 0; d < plant_drives; ++d) redraw(facility_.mechanical[d].feeds, mechanical_uw_[d]);
}

void PowerFlow::settle_live(std::uint32_t element) {
    BusState& bus = elements_[element];
    const bool was_live = bus.live;
    const bool was_fed = bus.fed;
    bus.fed = has_power(facility_.elements[element].feeds);
    const bool has_store = bus.store != no_index && stores_[bus.store].is_ready;
    bus.live = units_[element] > 0 && (bus.fed || has_store || facility_.elements[element].is_source);
    if (bus.live && !bus.fed && has_store) stores_[bus.store].share = store_scale;
    if (bus.live != was_live || bus.fed != was_fed) mark(element);
}

void PowerFlow::redraw(const FeedSpan& feeds, std::int64_t uw) {
    std::array<std::int64_t, FeedSpan::most> parts{};
    split(feeds, uw, parts);
    for (std::uint32_t i = 0; i < feeds.count; ++i) {
        const std::int64_t change = parts[i] - feeds_[feeds.first + i].drawn_uw;
        if (change == 0) continue;
        unfed_uw_ -= change;
        change_feed(feeds.first + i, change);
    }
}

void PowerFlow::settle_bus(std::uint32_t element, Instant now) {
    BusState& bus = elements_[element];
    bus.dirty = false;
    const std::int64_t output = bus.live ? bus.children_uw : 0;
    const std::int64_t charge = charge_of(element);
    const std::int64_t loss = bus.live ? loss_at_uw(element, output + charge) : 0;
    const std::int64_t heat = as_microwatts(static_cast<double>(loss) * 1e-6 * bus.heat_to_hall);
    const std::int64_t given = given_to(element, output + loss);
    const std::int64_t before = bus.drawn_uw;
    level_loss_uw_[bus.level] += loss - bus.meter.loss_uw();
    stage_heat_uw_[bus.stage] += heat - bus.heat_uw;
    heat_uw_ += heat - bus.heat_uw;
    const std::int64_t fixed = bus.live ? bus.constant_uw : 0;
    fixed_uw_ += fixed - bus.fixed_uw;
    bus.fixed_uw = fixed;
    bus.heat_uw = heat;
    bus.meter.set(now, output, loss, as_microwatts(bus.loss.rating_w));
    bus.drawn_uw = output + charge + loss - given;
    book_given(element, given, charge);
    if (bus.watched) changes_.buses.push_back(element);
    if (bus.drawn_uw != before) draw(bus.feeds, before, bus.drawn_uw);
}

// What its store wants, while it can be charged.
std::int64_t PowerFlow::charge_of(std::uint32_t element) const {
    const BusState& bus = elements_[element];
    if (bus.store == no_index || !bus.live || !bus.fed) return 0;
    const StoreState& store = stores_[bus.store];
    return store.share == 0 ? store.wanted_uw : 0;
}

// Of what a bus needs, what comes not from its feeds.
std::int64_t PowerFlow::given_to(std::uint32_t element, std::int64_t needs_uw) const {
    const BusState& bus = elements_[element];
    if (bus.is_source) return needs_uw;
    if (bus.store == no_index) return 0;
    const std::int64_t share = stores_[bus.store].share;
    return needs_uw / store_scale * share + needs_uw % store_scale * share / store_scale;
}

void PowerFlow::book_given(std::uint32_t element, std::int64_t given_uw, std::int64_t charge_uw) {
    BusState& bus = elements_[element];
    std::int64_t& sum = bus.is_source ? source_uw_ : store_uw_;
    sum += given_uw - bus.given_uw;
    stage_given_uw_[bus.stage] += given_uw - bus.given_uw;
    bus.given_uw = given_uw;
    if (bus.store == no_index) return;
    charge_uw_ += charge_uw - stores_[bus.store].charge_uw;
    stage_charge_uw_[bus.stage] += charge_uw - stores_[bus.store].charge_uw;
    stores_[bus.store].charge_uw = charge_uw;
}

PowerChanges PowerFlow::take_changes() {
    return std::exchange(changes_, {});
}

std::int64_t PowerFlow::supplied_uw() const {
    return utility_.level() + sources_.level() + from_stores_.level() + unfed_.level() - charging_.level() +
           solar_.level() + site_given_.level() - site_taken_.level();
}

Int128 PowerFlow::supplied(Instant now) const {
    return utility_.total(now) + sources_.total(now) + from_stores_.total(now) + unfed_.total(now) -
           charging_.total(now) + solar_.total(now) + site_given_.total(now) - site_taken_.total(now);
}

double PowerFlow::loading(std::uint32_t element) const {
    if (units_[element] == 0) return 0.0;
    return static_cast<double>(elements_[element].meter.level()) * 1e-6 / elements_[element].loss.rating_w;
}

std::int64_t PowerFlow::loss_at_uw(std::uint32_t element, std::int64_t output_uw) const {
    return loss_uw(elements_[element].loss, facility_.loss_points, output_uw);
}

std::int64_t PowerFlow::total_loss_uw() const {
    return std::accumulate(level_loss_uw_.begin(), level_loss_uw_.end(), std::int64_t{0});
}

std::int64_t PowerFlow::recomputed_utility_uw() const {
    const Facility& f = facility_;
    std::vector<std::int64_t> output(f.elements.size());
    std::int64_t utility = grid_ ? f.other_uw + store_loss_uw_ : 0;
    std::array<std::int64_t, FeedSpan::most> parts{};
    const auto feed = [&](const FeedSpan& feeds, std::int64_t uw) {
        split(feeds, uw, parts);
        for (std::uint32_t i = 0; i < feeds.count; ++i) {
            const std::uint32_t from = f.feeds[feeds.first + i].from;
            (from == no_index ? utility : output[from]) += parts[i];
        }
    };
    for (std::uint32_t e = 0; e < output.size(); ++e) output[e] += f.elements[e].fixed_uw;
    for (std::uint32_t r = 0; r < racks_.size(); ++r) feed(f.racks[r].feeds, racks_[r].uw);
    for (std::size_t d = 0; d < plant_drives; ++d) feed(f.mechanical[d].feeds, mechanical_uw_[d]);
    for (std::uint32_t e = static_cast<std::uint32_t>(output.size()); e-- > 0;) {
        if (!elements_[e].live) continue;
        const std::int64_t charge = charge_of(e);
        const std::int64_t needs = output[e] + loss_at_uw(e, output[e] + charge);
        feed(f.elements[e].feeds, needs + charge - given_to(e, needs));
    }
    return utility;
}

void PowerFlow::restart(Instant now) {
    for (BusState& bus : elements_) bus.meter.restart(now);
    for (Meter& level : losses_) level.restart_highest();
    for (Meter* meter :
         {&utility_, &it_, &mechanical_, &other_, &store_loss_, &fixed_, &hall_heat_, &unfed_, &sources_,
          &from_stores_, &charging_, &solar_, &curtailed_, &site_given_, &site_taken_}) {
        meter->restart_highest();
    }
}

}  // namespace datahall
