#include "sim/study/comparison_figures.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace datahall {
namespace {

constexpr double joules_per_mwh = 3.6e9;
constexpr double watts_per_mw = 1e6;
constexpr double seconds_per_day = 86'400.0;
constexpr double days_per_month = 365.0 / 12.0;
constexpr double usd_per_kusd = 1e3;
constexpr std::string_view cost_prefix = "cost.";

const Metric* find_metric(const Result& run, std::string_view name) {
    const auto it = std::ranges::find(run.metrics, name, &Metric::name);
    return it == run.metrics.end() ? nullptr : &*it;
}

const StreamResult* find_stream(const Result& run, std::string_view name) {
    const auto it = std::ranges::find(run.streams, name, &StreamResult::name);
    return it == run.streams.end() ? nullptr : &*it;
}

FigureOfRun value_of(std::string name) {
    return [name = std::move(name)](const Result& run) { return metric_value(run, name); };
}

FigureOfRun scaled(FigureOfRun figure, double factor) {
    return [figure = std::move(figure), factor](const Result& run) -> std::optional<double> {
        const std::optional<double> value = figure(run);
        return value ? std::optional{*value * factor} : std::nullopt;
    };
}

FigureOfRun of_stream(std::string name, double StreamResult::*field) {
    return [name = std::move(name), field](const Result& run) -> std::optional<double> {
        const StreamResult* stream = find_stream(run, name);
        return stream ? std::optional{stream->*field} : std::nullopt;
    };
}

// Work done a day in hours of one reference device; empty where no stream is counted in it.
FigureOfRun work_per_day(std::string reference) {
    return [reference = std::move(reference)](const Result& run) -> std::optional<double> {
        bool exists = false;
        double served = 0.0;
        for (const StreamResult& stream : run.streams) {
            if (stream.reference != reference) continue;
            exists = true;
            served += stream.served;
        }
        const std::optional<double> counted = metric_value(run, "run.counted");
        if (!exists || !counted || *counted <= 0.0) return {};
        return served / (*counted / seconds_per_day);
    };
}

// The part of a hall that works for one reference device: the energy of its jobs over that of all jobs.
// Otherwise a hall that also does other work would seem to do this one badly.
FigureOfRun share_of(std::string reference) {
    return [reference = std::move(reference)](const Result& run) -> std::optional<double> {
        double own = 0.0;
        double all = 0.0;
        for (const StreamResult& stream : run.streams) {
            all += stream.energy_j;
            if (stream.reference == reference) own += stream.energy_j;
        }
        return all > 0.0 ? std::optional{own / all} : std::nullopt;
    };
}

FigureOfRun product(FigureOfRun a, FigureOfRun b) {
    return [a = std::move(a), b = std::move(b)](const Result& run) -> std::optional<double> {
        const std::optional<double> x = a(run);
        const std::optional<double> y = b(run);
        return x && y ? std::optional{*x * *y} : std::nullopt;
    };
}

// Metric names have no hyphens.
std::string word(std::string name) {
    std::ranges::replace(name, '-', '_');
    return name;
}

// Collects figures; metrics bring their unit along.
class Figures {
public:
    explicit Figures(std::span<const HallResults> halls) : halls_{halls} {}

    void begin(std::string group, ComparisonView view) {
        group_ = std::move(group);
        view_ = view;
    }
    void view(ComparisonView view) { view_ = view; }

    /// Left out if no hall has such a metric.
    void metric(const std::string& name, std::string label) {
        if (const Metric* m = first(name)) add(name, std::move(label), m->unit, value_of(name));
    }
    void add(std::string id, std::string label, std::string unit, FigureOfRun top, FigureOfRun bottom = {}) {
        list_.push_back({.id = std::move(id),
                         .group = group_,
                         .label = std::move(label),
                         .view = view_,
                         .unit = std::move(unit),
                         .top = std::move(top),
                         .bottom = std::move(bottom)});
    }
    std::vector<ComparedFigure> take() { return std::move(list_); }

private:
    const Metric* first(std::string_view name) const {
        for (const HallResults& hall : halls_) {
            if (const Metric* m = find_metric(hall.of(view_).front(), name)) return m;
        }
        return nullptr;
    }

    std::span<const HallResults> halls_;
    std::string group_;
    ComparisonView view_ = ComparisonView::design;
    std::vector<ComparedFigure> list_;
};

void add_floor(Figures& f) {
    f.begin("Floor", ComparisonView::design);
    f.metric("hall.area", "floor area");
    f.metric("hall.positions", "rack positions");
    f.add("hall.used_share", "positions used", "1", value_of("hall.racks"), value_of("hall.positions"));
    f.metric("hall.racks", "racks");
    f.metric("hall.racks_compute", "racks, compute");
    f.metric("hall.racks_network", "racks, network");
    f.metric("hall.racks_storage", "racks, storage");
    f.metric("hall.racks_management", "racks, management");
    f.metric("hall.nodes", "servers");
    f.metric("hall.devices", "devices");
    f.metric("power.density", "IT nameplate per area");
}

void add_power(Figures& f) {
    f.begin("Power", ComparisonView::design);
    f.metric("power.it_nameplate", "IT nameplate");
    f.metric("power.it_expected", "IT expected");
    f.view(ComparisonView::demand);
    f.metric("power.it_mean", "IT simulated, mean");
    f.metric("power.it_peak", "IT simulated, peak");
    f.add("power.density_simulated", "IT simulated per area", "W/m2", value_of("power.it_mean"),
          value_of("hall.area"));
    f.metric("power.utility_mean", "facility, mean");
    f.metric("power.utility_peak", "facility, peak");
    f.add("efficiency.pue", "PUE", "1", value_of("energy.utility"), value_of("energy.it"));
}

void add_network(Figures& f) {
    f.begin("Network", ComparisonView::design);
    f.metric("network.links", "links");
    f.metric("network.switches", "switches");
    f.metric("network.cable_length", "cable, as it runs");
    f.metric("network.cable_length_ordered", "cable, as ordered");
}

void add_stream(const std::string& name, Figures& f) {
    const std::string id = "work." + word(name);
    const FigureOfRun submitted = of_stream(name, &StreamResult::submitted);
    const FigureOfRun due = [name](const Result& run) -> std::optional<double> {
        const StreamResult* stream = find_stream(run, name);
        return stream ? std::optional{stream->due()} : std::nullopt;
    };
    f.add(id + "_submitted", name + ", asked", "h", submitted);
    f.metric(id + "_load", name + ", load");
    f.add(id + "_served_share", name + ", served", "1", of_stream(name, &StreamResult::served), due);
    f.add(id + "_refused_share", name + ", refused", "1", of_stream(name, &StreamResult::refused), due);
}

// Texts of all streams of a view, each once, in the order of their first appearance.
std::vector<std::string> texts_of_streams(std::span<const HallResults> halls, ComparisonView view,
                                          std::string StreamResult::*text) {
    std::vector<std::string> texts;
    for (const HallResults& hall : halls) {
        for (const StreamResult& stream : hall.of(view).front().streams) {
            if (std::ranges::find(texts, stream.*text) == texts.end()) texts.push_back(stream.*text);
        }
    }
    return texts;
}

void add_demand(std::span<const HallResults> halls, Figures& f) {
    f.begin("Demand", ComparisonView::demand);
    for (const std::string& name : texts_of_streams(halls, ComparisonView::demand, &StreamResult::name)) {
        add_stream(name, f);
    }
    f.metric("jobs.wait_p50", "wait, p50");
    f.metric("jobs.wait_p95", "wait, p95");
    f.metric("devices.utilization", "utilization");
    f.metric("energy.utility", "energy, facility");
    f.metric("energy.it", "energy, IT");
    f.metric("water.consumed", "water");
    f.add("findings.count", "findings", "count",
          [](const Result& run) { return std::optional{static_cast<double>(run.findings.size())}; });
}

void add_work(const std::string& reference, Figures& f) {
    const std::string id = word(reference);
    const std::string label = reference + "-h";
    const FigureOfRun work = work_per_day(reference);
    const auto part_of = [&](FigureOfRun whole) { return product(std::move(whole), share_of(reference)); };
    f.add("work.per_day_" + id, label + "/day", "h/d", work);
    f.add("work.per_area_" + id, label + "/m2", "h/d/m2", work, part_of(value_of("hall.area")));
    f.add("work.per_power_" + id, label + "/MW", "h/d/MW", work,
          part_of(scaled(value_of("power.utility_peak"), 1.0 / watts_per_mw)));
    // A day's work over a day's energy.
    f.add("work.per_energy_" + id, label + "/MWh", "h/MWh", work,
          part_of(scaled(value_of("power.utility_mean"), seconds_per_day / joules_per_mwh)));
    f.add("work.per_cost_" + id, label + "/kUSD", "h/kUSD", scaled(work, days_per_month),
          part_of(scaled(value_of("cost.monthly"), 1.0 / usd_per_kusd)));
}

void add_saturated(std::span<const HallResults> halls, Figures& f) {
    f.begin("Saturated", ComparisonView::saturated);
    for (const std::string& device :
         texts_of_streams(halls, ComparisonView::saturated, &StreamResult::reference)) {
        add_work(device, f);
    }
    f.metric("devices.utilization", "utilization");
    f.metric("power.it_mean", "IT simulated, mean");
    f.metric("power.utility_peak", "facility, peak");
    f.add("efficiency.pue", "PUE", "1", value_of("energy.utility"), value_of("energy.it"));
}

// cost.it_capex -> "it capex": whatever is priced has its row.
void add_costs(std::span<const HallResults> halls, Figures& f) {
    f.begin("Cost", ComparisonView::cost);
    std::vector<std::string> names;
    for (const HallResults& hall : halls) {
        for (const Metric& m : hall.demand.front().metrics) {
            if (!m.name.starts_with(cost_prefix) || std::ranges::find(names, m.name) != names.end()) continue;
            names.push_back(m.name);
            std::string label = m.name.substr(cost_prefix.size());
            std::ranges::replace(label, '_', ' ');
            if (label.starts_with("it ")) label.replace(0, 2, "IT");
            f.metric(m.name, std::move(label));
        }
    }
}

}  // namespace

std::optional<double> metric_value(const Result& run, std::string_view name) {
    const Metric* m = find_metric(run, name);
    return m ? m->value : std::nullopt;
}

std::vector<ComparedFigure> compared_figures(std::span<const HallResults> halls) {
    Figures f{halls};
    add_floor(f);
    add_power(f);
    add_network(f);
    add_demand(halls, f);
    add_saturated(halls, f);
    add_costs(halls, f);
    return f.take();
}

}  // namespace datahall
