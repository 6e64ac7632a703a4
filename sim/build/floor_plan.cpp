#include "sim/build/floor_plan.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "sim/build/lookup.hpp"
#include "sim/build/node_types.hpp"

namespace datahall {
namespace {

// Pitches are decimal fractions: 27 m of 0.9 m must count 30, not 29.
constexpr double rounding_slack = 1e-9;
constexpr double no_limit = std::numeric_limits<double>::infinity();

// What one run is made for; beyond them a scenario is a mistake more often than a plan.
constexpr std::uint32_t most_positions = 1'000'000;
constexpr std::uint32_t most_nodes = 1'000'000;

std::uint32_t whole_pitches(double room, double pitch) {
    const double n = std::floor(room / pitch + rounding_slack);
    return n > 0 ? static_cast<std::uint32_t>(std::min(n, 1e7)) : 0;
}

// A name in blocks for positions that stay empty.
constexpr std::string_view no_rack = "empty";

// What goes into one rack of a type; without one, nothing.
struct RackFill {
    const RackType* type = nullptr;
    std::uint32_t node_type = no_index;
    std::uint32_t nodes = 0;
    Watts nameplate;
    Kilograms mass;
};

struct Limit {
    const char* what;
    double room;
    double each;
};

std::uint32_t nodes_that_fit(const std::vector<Limit>& limits) {
    double most = 1e6;
    for (const Limit& l : limits) {
        if (l.each > 0) most = std::min(most, std::floor(l.room / l.each + rounding_slack));
    }
    return static_cast<std::uint32_t>(std::max(most, 0.0));
}

bool takes_role(const RackType& type, SwitchRole role) {
    constexpr const char* names[] = {"leaf", "spine", "core"};
    if (type.switch_roles.empty()) return true;
    return std::ranges::find(type.switch_roles, names[static_cast<std::size_t>(role)]) !=
           type.switch_roles.end();
}

class FloorPlanner {
public:
    FloorPlanner(const ScenarioConfig& s, Facility& f, DesignNotes& notes) : s_{s}, f_{f}, notes_{notes} {
        if (!s.fabric) return;
        const auto device = s.catalogue.switches.find(s.fabric->device);
        if (device != s.catalogue.switches.end()) switch_power_ = device->second.power_max;
    }

    void run() {
        if (!lay_out_positions()) return;
        for (const BlockConfig& block : s_.hall.blocks) {
            if (needs_of(block).first == 0) return;  // a wrong name, noted
        }
        const auto fillers = std::ranges::count(s_.hall.blocks, false,
                                                [](const BlockConfig& b) { return b.repeat.has_value(); });
        if (fillers > 1) return notes_.refuse("hall.blocks", "only one block may go without 'repeat'");
        const std::vector<std::uint64_t> times = times_of_blocks();
        for (std::size_t b = 0; b < times.size(); ++b) {
            set_down(s_.hall.blocks[b], times[b]);
            if (f_.node_count() <= most_nodes) continue;
            return notes_.refuse("hall.blocks", fmt::format("the hall has more than {} nodes", most_nodes));
        }
        finish_rows();
        note_left_out();
    }

private:
    bool lay_out_positions() {
        const HallConfig& h = s_.hall;
        per_row_ = whole_pitches((h.width - 2.0 * h.end_aisle).si(), h.rack_pitch.si());
        const std::uint32_t rows = whole_pitches((h.depth - 2.0 * h.end_aisle).si(), h.row_pitch.si());
        if (double(per_row_) * rows > most_positions) {
            notes_.refuse("hall.width",
                          fmt::format("the floor has more than {} rack positions", most_positions));
            return false;
        }
        f_.positions = static_cast<std::uint32_t>(
            std::floor(double(per_row_) * rows * (1.0 - h.lost_share) + rounding_slack));
        slots_ = std::uint64_t{per_row_} * rows;
        for (std::uint32_t r = 0; r < rows; ++r) {
            f_.rows.push_back({.y = h.end_aisle + h.row_pitch * (r + 0.5), .first_rack = 0, .racks = 0});
        }
        return true;
    }

    // Racks and nameplate of one copy of a block; 0 racks if a name is wrong.
    std::pair<std::uint64_t, double> needs_of(const BlockConfig& block) {
        std::uint64_t racks = 0;
        double power = 0;
        const auto number = &block - s_.hall.blocks.data();
        for (std::size_t g = 0; g < block.racks.size(); ++g) {
            const BlockRacks& group = block.racks[g];
            const RackFill* fill =
                fill_of(group.rack, fmt::format("hall.blocks[{}].racks[{}].rack", number, g));
            if (!fill) return {0, 0};
            racks += static_cast<std::uint64_t>(group.count);
            if (!fill->type) continue;
            const Watts switches = switch_power_ * static_cast<double>(fill->type->switches);
            power += (fill->nameplate + switches).si() * static_cast<double>(group.count);
        }
        return {racks, power};
    }

    // How often each block is set down.  One copy of every block with `repeat` comes first, for a hall needs
    // its support racks; then power allows as many more as asked for, in order; then the filler takes what is
    // left.
    std::vector<std::uint64_t> times_of_blocks() {
        const std::vector<BlockConfig>& blocks = s_.hall.blocks;
        std::vector<std::uint64_t> times(blocks.size());
        Room room{.racks = double(f_.positions),
                  .power = s_.hall.power_limit ? s_.hall.power_limit->si() : no_limit};
        for (std::size_t b = 0; b < blocks.size(); ++b) {
            if (!blocks[b].repeat || *blocks[b].repeat == 0) continue;
            take(needs_of(blocks[b]), 1, room);
            times[b] = 1;
        }
        for (std::size_t b = 0; b < blocks.size(); ++b) {
            if (!blocks[b].repeat || *blocks[b].repeat <= 1) continue;
            const auto more = static_cast<std::uint64_t>(*blocks[b].repeat) - 1;
            const std::uint64_t fit = std::min(more, by_power(needs_of(blocks[b]), room));
            if (fit < more) note_no_power(blocks[b], more - fit);
            take(needs_of(blocks[b]), fit, room);
            times[b] += fit;
        }
        const auto filler =
            std::ranges::find(blocks, false, [](const BlockConfig& b) { return b.repeat.has_value(); });
        if (filler != blocks.end()) {
            times[static_cast<std::size_t>(filler - blocks.begin())] =
                repeats_that_fit(needs_of(*filler), room);
        }
        return times;
    }

    struct Room {
        double racks;
        double power;  // W; may be below 0 when one copy of each is too much already
    };
    using Needs = std::pair<std::uint64_t, double>;

    static void take(const Needs& each, std::uint64_t times, Room& room) {
        room.racks -= static_cast<double>(each.first) * static_cast<double>(times);
        room.power -= each.second * static_cast<double>(times);
    }

    static std::uint64_t by_power(const Needs& each, const Room& room) {
        if (each.second <= 0 || room.power == no_limit) return std::numeric_limits<std::uint64_t>::max();
        return static_cast<std::uint64_t>(
            std::floor(std::max(room.power, 0.0) / each.second + rounding_slack));
    }

    std::uint64_t repeats_that_fit(const Needs& each, const Room& room) {
        const double racks = std::max(room.racks, 0.0) / static_cast<double>(each.first);
        const auto by_floor = static_cast<std::uint64_t>(std::floor(racks + rounding_slack));
        const std::uint64_t powered = by_power(each, room);
        f_.binding = powered < by_floor ? "power" : "floor";
        return std::min(by_floor, powered);
    }

    void note_no_power(const BlockConfig& block, std::uint64_t copies) {
        notes_.find({.code = "F0104",
                     .object = f_.site + "/" + f_.hall + "/" + block.name,
                     .text = "copies of the block left out: they would exceed hall.power_limit",
                     .value = static_cast<double>(copies),
                     .limit = 0,
                     .unit = "count",
                     .time_s = {}});
    }

    const RackFill* fill_of(const std::string& name, const std::string& path = {}) {
        const auto known = std::ranges::find(fills_, name, &std::pair<std::string, RackFill>::first);
        if (known != fills_.end()) return &known->second;
        if (name == no_rack) return &fills_.emplace_back(name, RackFill{}).second;
        const RackType* type = look_up(s_.catalogue.racks, name, path, "rack", notes_);
        if (!type) return nullptr;
        const auto fill = fill_rack(name, *type);
        if (!fill) return nullptr;
        return &fills_.emplace_back(name, *fill).second;
    }

    std::optional<RackFill> fill_rack(const std::string& name, const RackType& type) {
        notes_.use("racks/" + name, type.origin);
        RackFill fill{.type = &type,
                      .node_type = no_index,
                      .nodes = 0,
                      .nameplate = type.other_power,
                      .mass = type.empty_mass};
        if (type.node.empty()) return fill;
        const NodeType* node =
            look_up(s_.catalogue.nodes, type.node, "catalogue.racks." + name + ".node", "node", notes_);
        if (!node) return std::nullopt;
        fill.node_type = compile_node_type(s_.catalogue, type.node, *node, f_, notes_);
        if (fill.node_type == no_index) return std::nullopt;

        const std::vector<Limit> limits = limits_of(type, *node);
        fill.nodes = type.nodes ? static_cast<std::uint32_t>(*type.nodes) : nodes_that_fit(limits);
        for (const Limit& l : limits) {
            if (fill.nodes * l.each > l.room * (1 + rounding_slack)) note_overfull(name, l, fill.nodes);
        }
        fill.nameplate += node->nameplate * fill.nodes;
        fill.mass += node->mass * fill.nodes;
        return fill;
    }

    static std::vector<Limit> limits_of(const RackType& type, const NodeType& node) {
        const double infinite = std::numeric_limits<double>::infinity();
        const bool fed = type.power_limit > Watts{};
        const bool weighed = type.mass_limit > Kilograms{};
        return {
            {"power (W)", fed ? (type.power_limit - type.other_power).si() : infinite, node.nameplate.si()},
            {"rack units", static_cast<double>(type.units - type.switches),
             static_cast<double>(node.rack_units)},
            {"mass (kg)", weighed ? (type.mass_limit - type.empty_mass).si() : infinite, node.mass.si()}};
    }

    void note_overfull(const std::string& rack, const Limit& limit, std::uint32_t nodes) {
        notes_.find({.code = "F0201",
                     .object = "racks/" + rack,
                     .text = fmt::format("{} nodes need more {} than the rack has", nodes, limit.what),
                     .value = nodes * limit.each,
                     .limit = limit.room,
                     .unit = "",
                     .time_s = {}});
    }

    void set_down(const BlockConfig& block, std::uint64_t times) {
        std::uint64_t racks = 0;
        for (const BlockRacks& group : block.racks) {
            if (group.rack != no_rack) racks += static_cast<std::uint64_t>(group.count);
        }
        for (std::uint64_t t = 0; t < times; ++t) {
            if (taken_ >= f_.positions) {  // full: count what is left instead of trying it
                left_out_ += (times - t) * racks;
                return;
            }
            for (const BlockRacks& group : block.racks) {
                const RackFill& fill = *fill_of(group.rack);
                for (std::int64_t i = 0; i < group.count; ++i) set_down_one(block, group.rack, fill);
            }
        }
    }

    void set_down_one(const BlockConfig& block, const std::string& name, const RackFill& fill) {
        if (!fill.type) {
            ++taken_;
            return;
        }
        if (taken_ >= f_.positions) {
            ++left_out_;
            return;
        }
        const std::uint64_t slot = slots_ * taken_++ / f_.positions;  // lost positions evenly between
        Rack rack;
        rack.type = name;
        rack.block = block.name;
        rack.role = fill.type->role;
        rack.row = static_cast<std::uint32_t>(slot / per_row_);
        rack.position = static_cast<std::uint32_t>(slot % per_row_);
        rack.x = s_.hall.end_aisle + s_.hall.rack_pitch * (rack.position + 0.5);
        rack.y = f_.rows[rack.row].y;
        rack.width = fill.type->width;
        rack.depth = fill.type->depth;
        rack.node_type = fill.node_type;
        rack.first_node = f_.node_count();
        rack.nodes = fill.nodes;
        rack.switch_positions = static_cast<std::uint32_t>(fill.type->switches);
        for (const SwitchRole role : {SwitchRole::leaf, SwitchRole::spine, SwitchRole::core}) {
            rack.takes[static_cast<std::size_t>(role)] = takes_role(*fill.type, role);
        }
        rack.nameplate = fill.nameplate;
        rack.constant = fill.type->other_power;
        rack.power_limit = fill.type->power_limit;
        if (fill.type->phases == 1) rack.phase = single_phase_racks_++ % 3;
        rack.mass = fill.mass;
        rack.first_unit = fill.type->first_unit;
        rack.unit_step = fill.type->unit_step;
        f_.rack_of_node.insert(f_.rack_of_node.end(), fill.nodes,
                               static_cast<std::uint32_t>(f_.racks.size()));
        f_.racks.push_back(std::move(rack));
    }

    void finish_rows() {
        for (std::uint32_t i = 0; i < f_.racks.size(); ++i) {
            Row& row = f_.rows[f_.racks[i].row];
            if (row.racks++ == 0) row.first_rack = i;
        }
    }

    void note_left_out() {
        if (left_out_ == 0) return;
        notes_.find({.code = "F0101",
                     .object = f_.site + "/" + f_.hall,
                     .text = "racks of the scenario do not fit the floor and were left out",
                     .value = static_cast<double>(f_.positions + left_out_),
                     .limit = static_cast<double>(f_.positions),
                     .unit = "count",
                     .time_s = {}});
    }

    const ScenarioConfig& s_;
    Facility& f_;
    DesignNotes& notes_;
    Watts switch_power_;  // of a fabric switch; every network position is planned to be taken
    std::uint32_t single_phase_racks_ = 0;  // set down so far
    std::uint32_t per_row_ = 0;
    std::uint64_t slots_ = 0;
    std::uint64_t taken_ = 0;  // positions, those left empty included
    std::uint64_t left_out_ = 0;
    std::vector<std::pair<std::string, RackFill>> fills_;
};

}  // namespace

void plan_floor(const ScenarioConfig& scenario, Facility& facility, DesignNotes& notes) {
    FloorPlanner{scenario, facility, notes}.run();
}

}  // namespace datahall
