// Which cells there are, and the rounds over them.
#include "tests/bench/trial.hpp"

#include <algorithm>
#include <stdexcept>

#include <fmt/format.h>

namespace datahall::bench {
namespace {

constexpr std::size_t million = 1'000'000;

struct CellPlan {
    Mode mode;
    const Distribution* distribution;
    std::size_t entities;
};

std::vector<std::size_t> usual_entities(Mode mode, bool full) {
    switch (mode) {
        case Mode::hold:
            return full ? std::vector<std::size_t>{100, 1'000, 10'000, 100'000, million, 10 * million}
                        : std::vector<std::size_t>{100, 10'000, million};
        case Mode::rekey:
            return {100, 10'000};
        case Mode::phold:
            return {10'000, million};
        case Mode::burst:
        case Mode::clusters:
            return {100'000};
        default:
            return {100, 10'000, million};
    }
}

std::vector<const Distribution*> distributions_of(Mode mode, const TrialOptions& options) {
    if (!options.distributions.empty()) return options.distributions;
    std::vector<const Distribution*> usual;
    for (const Distribution& d : distributions()) usual.push_back(&d);
    if (mode != Mode::hold) usual.resize(1);
    return usual;
}

std::vector<CellPlan> cells_of(const TrialOptions& options) {
    std::vector<CellPlan> cells;
    for (std::size_t m = 0; m < modes; ++m) {
        const Mode mode{static_cast<int>(m)};
        if (!options.modes.empty() && std::ranges::count(options.modes, mode) == 0) continue;
        const auto entities =
            options.entities.empty() ? usual_entities(mode, options.full) : options.entities;
        for (const std::size_t n : entities) {
            for (const Distribution* d : distributions_of(mode, options)) cells.push_back({mode, d, n});
        }
    }
    return cells;
}

// CPU time for a contestant in a program of its own: several times what those take that get through at all.
int limit_s(const CellPlan& plan, bool full) {
    const int limit = plan.entities < million ? 10 : plan.entities == million ? 30 : 300;
    return full ? 10 * limit : limit;
}

Cell cell_of(const CellPlan& plan, bool full) {
    const std::uint64_t least = full ? 4 * million : million / 2;
    return {.distribution = plan.distribution,
            .entities = plan.entities,
            .warm_up = std::max<std::uint64_t>((full ? 2 : 1) * plan.entities, 500'000),
            .pops = std::max<std::uint64_t>(plan.entities, least),
            .limit_s = limit_s(plan, full)};
}

// Most take seconds a million pops where the set has outgrown the cache.
bool takes_part(const Contestant& contestant, const CellPlan& plan, bool full) {
    if (contestant.in(plan.mode) == nullptr) return false;
    const bool is_exponential = plan.distribution == distributions().data();
    if (&contestant == &reference) return plan.mode != Mode::hold || !is_exponential;
    if (full || contestant.share == Share::everywhere) return true;
    if (contestant.share == Share::small_exponential) return plan.entities <= 10'000 && is_exponential;
    if (plan.entities < million) return true;
    if (!is_exponential) return false;
    return plan.mode == Mode::hold || contestant.share == Share::large_exponential;
}

void check_sequences(const std::vector<Row>& rows) {
    for (const Row& row : rows) {
        if (row.contestant->breaks_ties || !row.is_measured() ||
            row.last.checksum == rows.front().last.checksum)
            continue;
        throw std::runtime_error{fmt::format("{} fires another sequence than {} ({}, {}, {} entities)",
                                             row.contestant->name, rows.front().contestant->name,
                                             mode_names[static_cast<std::size_t>(row.mode)],
                                             row.distribution->name, row.entities)};
    }
}

// Once without an outcome, always without: a limit is not waited for in every round.
void measure_again(Row& row, const Cell& cell, const Row& ladder_row) {
    row.last = row.contestant->in(row.mode)(cell);
    if (row.is_measured()) {
        row.ns.push_back(row.last.ns_per_pop);
        row.ratios.push_back(row.last.ns_per_pop / ladder_row.ns.back());
    } else {
        row.ns.clear();
        row.ratios.clear();
    }
}

std::vector<Row> run_cell(const CellPlan& plan, const TrialOptions& options) {
    const Cell cell = cell_of(plan, options.full);
    std::vector<Row> rows;
    for (const Contestant* c : contestants()) {
        if (takes_part(*c, plan, options.full))
            rows.push_back({plan.mode, plan.distribution, plan.entities, c, {}, {}, {}});
    }
    for (int round = 0; round < options.rounds; ++round) {
        for (Row& row : rows) {
            if (row.is_measured()) measure_again(row, cell, rows.front());
        }
        check_sequences(rows);
    }
    return rows;
}

}  // namespace

double median(std::vector<double> values) {
    std::ranges::sort(values);
    const std::size_t n = values.size();
    return n % 2 == 1 ? values[n / 2] : (values[n / 2 - 1] + values[n / 2]) / 2.0;
}

double Row::least_ns() const {
    return *std::ranges::min_element(ns);
}
double Row::median_ratio() const {
    return median(ratios);
}

std::span<const Contestant* const> contestants() {
    static constexpr std::array all{
        &ladder,        &ladder_rows,    &reference,          &heap,        &second_tier, &no_queue,
        &pod_o2,        &pod_o3_native,  &function_16,        &function_24, &boost_d_ary, &boost_fibonacci,
        &boost_pairing, &multimap,       &ns3_priority_queue, &ns3_map,     &ns3_heap,    &ns3_calendar,
        &ns3_list,      &simgrid_timers, &simgrid_actors};
    return all;
}

std::vector<Row> run_trial(const TrialOptions& options, const std::function<void(const std::string&)>& tell) {
    std::vector<Row> rows;
    for (const CellPlan& plan : cells_of(options)) {
        tell(fmt::format("{}, {}, {} entities", mode_names[static_cast<std::size_t>(plan.mode)],
                         plan.distribution->name, plan.entities));
        std::ranges::move(run_cell(plan, options), std::back_inserter(rows));
    }
    return rows;
}

}  // namespace datahall::bench
