#include "sim/run/power/energy_flow.hpp"

#include <algorithm>
#include <iterator>

#include "sim/run/world.hpp"

namespace datahall {
namespace {

constexpr LossPlace places[] = {LossPlace::hall, LossPlace::ups_room, LossPlace::plant_room,
                                LossPlace::outdoors};
static_assert(std::size(places) == loss_places);

std::uint32_t position_of(LossPlace place) {
    return static_cast<std::uint32_t>(std::ranges::find(places, place) - places);
}

// What all buses of a stage have put out and lost.
struct StageBook {
    Int128 output = 0;
    Int128 loss = 0;
};

std::vector<StageBook> stage_books(const World& w) {
    const Instant now = w.queue().now();
    const PowerStages& stages = w.power().stages();
    std::vector<StageBook> books(stages.stages.size());
    for (std::uint32_t e = 0; e < stages.stage_of.size(); ++e) {
        const LoadMeter& bus = w.power().output(e);
        books[stages.stage_of[e]].output += bus.output(now);
        books[stages.stage_of[e]].loss += bus.loss(now);
    }
    return books;
}

// Nodes by number: the meter, the stages, the uses, the places of losses, what stands in for the meter or at
// it.
class FlowBuilder {
public:
    FlowBuilder(const World& w, const Totals& window)
        : stages_{w.power().stages()}, books_{stage_books(w)}, window_{window} {
        add("utility", "source");
        for (std::uint32_t s = 0; s < books_.size(); ++s)
            add(name_of_stage(w.facility(), stages_, s), "level");
        racks_ = add("it", "use");
        cooling_ = add("cooling", "use");
        constant_ = add("other", "use");
        first_place_ = constant_ + 1;
        for (const LossPlace place : places) add(std::string{"losses_"} + name_of(place), "loss");
        if (w.site().has_solar() || w.site().has_store()) add_site();
        generators_ = add("generators", "source");
        batteries_ = add("batteries", "source");
        charging_ = add("charging", "use");
        smoothing_ = add("smoothing", "use");
        put_links();
        for (std::uint32_t s = 0; s < books_.size(); ++s) {
            put(is_of_sources(w.facility(), s) ? generators_ : batteries_, node_of_stage(s), window.given[s]);
            put(node_of_stage(s), charging_, window.charged[s]);
            put_losses(s, w.facility().power_levels[stages_.stages[s].level].other_heat);
        }
    }
    EnergyFlow take() { return std::move(flow_); }

private:
    std::uint32_t add(std::string name, std::string kind) {
        flow_.nodes.push_back({std::move(name), std::move(kind)});
        return static_cast<std::uint32_t>(flow_.nodes.size() - 1);
    }
    // Sources are a type of their own, so a stage has nothing else.
    bool is_of_sources(const Facility& f, std::uint32_t stage) const {
        const auto first = std::ranges::find(stages_.stage_of, stage) - stages_.stage_of.begin();
        return f.elements[static_cast<std::size_t>(first)].is_source;
    }
    static std::uint32_t node_of_stage(std::uint32_t stage) { return stage + 1; }
    std::uint32_t node_of(std::uint32_t end) const {
        if (end == no_index) return meter_;
        if (end == to_racks) return racks_;
        return end == to_cooling ? cooling_ : node_of_stage(end);
    }
    void put(std::uint32_t from, std::uint32_t to, Int128 energy) {
        if (energy != 0) flow_.links.push_back({from, to, energy});
    }

    // What stands at the meter makes it a node of its own.
    void add_site() {
        meter_ = add("meter", "level");
        put(0, meter_, window_.utility);
        put(add("solar", "source"), meter_, window_.solar);
        put(add("storage", "source"), meter_, window_.site_given);
        put(meter_, add("storing", "use"), window_.site_taken);
    }

    // The constant loads of a stage are what it has put out beyond what its feeds have passed on.
    void put_links() {
        std::vector<Int128> rest;
        for (const StageBook& book : books_) rest.push_back(book.output);
        for (std::size_t l = 0; l < stages_.links.size(); ++l) {
            const PowerLink& link = stages_.links[l];
            put(node_of(link.from), node_of(link.to), window_.passed[l]);
            if (link.from != no_index) rest[link.from] -= window_.passed[l];
        }
        put(meter_, constant_, window_.other);
        put(meter_, smoothing_, window_.store_loss);
        for (std::uint32_t s = 0; s < rest.size(); ++s) put(node_of_stage(s), constant_, rest[s]);
    }

    void put_losses(std::uint32_t stage, LossPlace other) {
        const Int128 hall = window_.hall_losses[stage];
        put(node_of_stage(stage), first_place_ + position_of(LossPlace::hall), hall);
        put(node_of_stage(stage), first_place_ + position_of(other), books_[stage].loss - hall);
    }

    const PowerStages& stages_;
    std::vector<StageBook> books_;
    const Totals& window_;
    EnergyFlow flow_;
    std::uint32_t racks_ = 0, cooling_ = 0, constant_ = 0, first_place_ = 0;
    std::uint32_t generators_ = 0, batteries_ = 0, charging_ = 0, smoothing_ = 0;
    std::uint32_t meter_ = 0;  // the utility itself, as a rule
};

}  // namespace

std::vector<LocatedLosses> located_losses(const World& w, const Totals& window) {
    const PowerStages& stages = w.power().stages();
    std::vector<LocatedLosses> losses;
    for (const LossPlace place : places) {
        losses.push_back({.place = name_of(place), .by_level = std::vector<Int128>(window.losses.size())});
    }
    std::vector<Int128>& hall = losses[position_of(LossPlace::hall)].by_level;
    for (std::size_t s = 0; s < stages.stages.size(); ++s) {
        hall[stages.stages[s].level] += window.hall_losses[s];
    }
    for (std::size_t level = 0; level < window.losses.size(); ++level) {
        const LossPlace other = w.facility().power_levels[level].other_heat;
        losses[position_of(other)].by_level[level] += window.losses[level] - hall[level];
    }
    return losses;
}

EnergyFlow energy_flow(const World& w, const Totals& window) {
    return FlowBuilder{w, window}.take();
}

}  // namespace datahall
