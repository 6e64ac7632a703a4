#include "tests/unit/report/page_sample.hpp"

#include <cmath>
#include <optional>
#include <string>
#include <utility>

namespace datahall::test {
namespace {

constexpr double hall_side_m = 30.48;
constexpr std::size_t hours = 720;

struct Kind {
    std::string type, role;
    double watts;
};
struct RackShape {
    std::size_t per_row = 0;
    double row_pitch = 0, depth = 0, limit_w = 0;
};

// Rows of racks 0.6 m wide, from the top down.
Floor floor_of(const std::string& hall, std::size_t racks, const RackShape& shape,
               Kind (*kind_of)(std::size_t)) {
    Floor floor{.hall = hall, .width = hall_side_m, .depth = hall_side_m, .racks = {}};
    for (std::size_t i = 0; i < racks; ++i) {
        const auto row = static_cast<double>(i / shape.per_row);
        const auto place = static_cast<double>(i % shape.per_row);
        const Kind kind = kind_of(i);
        floor.racks.push_back({.path = "denver/" + hall + "/row-" + std::to_string(i / shape.per_row) +
                                       "/rack-" + std::to_string(i),
                               .type = kind.type,
                               .role = kind.role,
                               .x = 1.5 + 0.6 * place,
                               .y = 1.6 + shape.row_pitch * row,
                               .width = 0.6,
                               .depth = shape.depth,
                               .nameplate_w = kind.watts,
                               .limit_w = shape.limit_w});
    }
    return floor;
}

Kind cpu_kind(std::size_t i) {
    if (i < 3) return {"network_tor", "network", 3400};
    if (i < 5) return {"storage", "storage", 12000};
    if (i < 7) return {"management", "management", 5000};
    return i % 10 == 0 ? Kind{"network_tor", "network", 2100} : Kind{"cpu_8kw", "compute", 7900};
}

Kind gpu_kind(std::size_t i) {
    if (i >= 160 && i < 182) return {"network_core", "network", 22000};
    if (i >= 182 && i < 185) return {"management", "management", 5000};
    if (i >= 185 && i < 191) return {"storage", "storage", 12000};
    if (i % 9 == 4) return {"network_su", "network", 24000};
    if (i >= 340 && i < 352) return {"h100_5", "compute", 51000};  // over a feed of 45 kW
    return {"h100_4", "compute", 40800};
}

// A day's swing on top of a level; no random numbers needed.
Series series_of(double it_level, double overhead, double held) {
    Series s;
    s.columns = {{"time_s", "s", "Simulated time since the start"},
                 {"utility_power_w", "W", "Power at the utility meter"},
                 {"it_power_w", "W", "Power of everything in racks"},
                 {"devices_held", "count", "Devices held by jobs"},
                 {"jobs_waiting", "count", "Jobs waiting"}};
    for (std::size_t h = 0; h < hours; ++h) {
        const auto t = static_cast<double>(h);
        const double day = std::fabs(std::fmod(t, 24.0) - 12.0) / 12.0;          // 1 at midnight, 0 at noon
        const double uneven = std::fmod(t * t * 7.0 + t * 13.0, 101.0) / 101.0;  // repeatable
        const double load = 1.0 + 0.12 * (1.0 - day) + 0.10 * uneven + 0.0002 * t;
        const double it = it_level * load;
        s.values.insert(s.values.end(), {t * 3600, it * (overhead + 0.05 * (1.0 - day)), it, held * load,
                                         h > 300 && h < 340 ? 40.0 * uneven : 0.0});
    }
    return s;
}

std::optional<Estimate> exact(double v) {
    return Estimate{v, v, v};
}
std::optional<Estimate> about(double v, double half) {
    return Estimate{v, v - half, v + half};
}

ComparisonRow row(std::string id, std::string group, std::string label, ComparisonView view,
                  std::string unit) {
    return {.id = std::move(id),
            .group = std::move(group),
            .label = std::move(label),
            .view = view,
            .unit = std::move(unit),
            .values = {},
            .differences = {},
            .ratios = {}};
}

// Values without intervals, as a plan has them.
ComparisonRow planned(ComparisonRow r, double a, double b) {
    r.values = {exact(a), exact(b)};
    r.differences = {std::nullopt, exact(b - a)};
    r.ratios = {std::nullopt, exact(b / a)};
    return r;
}

// Values with an interval of `share` of themselves to both sides.
ComparisonRow simulated(ComparisonRow r, double a, double b, double share) {
    r.values = {about(a, a * share), about(b, b * share)};
    r.differences = {std::nullopt, about(b - a, b * share)};
    r.ratios = {std::nullopt, about(b / a, 1.4 * share * b / a)};
    return r;
}

std::vector<ComparisonRow> sample_rows() {
    using enum ComparisonView;
    std::vector<ComparisonRow> rows;
    rows.push_back(planned(row("hall.area", "Floor", "Floor area", design, "m2"), 929.03, 929.03));
    rows.push_back(planned(row("hall.racks", "Floor", "Racks set down", design, "count"), 390, 355));
    rows.push_back(
        planned(row("hall.devices", "Floor", "Devices that jobs run on", design, "count"), 11232, 9216));
    rows.push_back(
        planned(row("power.it_nameplate", "Power", "IT nameplate power", design, "W"), 2.872e6, 13.27e6));
    rows.push_back(
        planned(row("power.rack_mean", "Power", "Mean power of a rack", design, "W"), 7235, 37380));
    rows.push_back(
        planned(row("power.density", "Power", "Power per floor area", design, "W/m2"), 3092, 14283));
    rows.push_back(simulated(row("power.utility_peak", "Power", "Peak at the utility meter", demand, "W"),
                             1.24e6, 5.69e6, 0.012));
    rows.push_back(
        simulated(row("power.it_mean", "Power", "Mean IT power", saturated, "W"), 2.11e6, 11.6e6, 0.004));
    rows.push_back(simulated(row("energy.utility", "Energy", "Energy at the utility meter", demand, "J"),
                             2.78e12, 1.213e13, 0.011));
    rows.push_back(simulated(row("efficiency.pue", "Energy", "PUE", demand, "1"), 1.252, 1.118, 0.002));
    rows.push_back(simulated(row("efficiency.pue", "Energy", "PUE", saturated, "1"), 1.241, 1.244, 0.004));
    rows.push_back(
        simulated(row("water.consumed", "Energy", "Water evaporated", demand, "kg"), 1.113e6, 5.086e6, 0.02));
    rows.push_back(
        simulated(row("work.general_served", "Work", "General work served, hours of cpu_2013", demand, "h"),
                  3878445, 3101223, 0.008));
    ComparisonRow gpu = row("work.gpu_served", "Work", "GPU work served, hours of gpu_2017", demand, "h");
    gpu.values = {std::nullopt, about(7855625, 60000)};
    gpu.differences = {std::nullopt, std::nullopt};
    gpu.ratios = {std::nullopt, std::nullopt};
    rows.push_back(gpu);
    rows.push_back(
        simulated(row("work.per_area", "Work", "Work a day and m², hours of cpu_2013", saturated, "h/m2"),
                  290.2, 4211, 0.01));
    rows.push_back(
        planned(row("network.links", "Network", "Cables of the fabric", design, "count"), 6084, 27648));
    rows.push_back(
        planned(row("network.cable_length", "Network", "Cable length", design, "m"), 81600, 424400));
    rows.push_back(planned(row("network.optics_power", "Network", "Power of all cable ends", design, "W"),
                           12910, 433200));
    rows.push_back(
        planned(row("cost.capex", "Cost", "Price of all that is built", cost, "USD"), 61.2e6, 402.5e6));
    rows.push_back(simulated(row("cost.energy", "Cost", "Electricity", cost, "USD"), 61800, 269500, 0.011));
    return rows;
}

Finding finding(std::string code, std::string object, std::string text, double value, double limit) {
    return {.code = std::move(code),
            .object = std::move(object),
            .text = std::move(text),
            .value = value,
            .limit = limit,
            .unit = "count",
            .time_s = {}};
}

ComparedHall cpu_hall() {
    ComparedHall hall{.name = "cpu-hall",
                      .about = "Air-cooled hall of two-socket servers of 2019 in 8 kW racks",
                      .file = "shipped:starter/cpu_hall.yaml",
                      .scenario_hash = "2b1f0c6a94d1e7705dce6f25b7c9a85be53d0a7a6a1d4e4a8b0f6cc0a51b9d3e",
                      .demand = {},
                      .saturated = {}};
    Result& r = hall.demand;
    r.scenario = hall.name;
    r.trace_hash = "91c4b19e2ad07f3c";
    r.metrics = {{"devices.total", 11232, "count", "Devices of all clusters"}};
    r.audits = {
        {"energy", true, 0, 0}, {"heat", true, 1.2e-7, 1e-6}, {"jobs", true, 0, 0}, {"work", true, 0, 0}};
    r.streams = {{"batch", "batch_hpc", "cpu_2013", "cpu", 0, 3878445, 3878445, 0, 0, 1e12},
                 {"services", "request_service", "cpu_2013", "cpu", 0, 812000, 811100, 0, 900, 2e11},
                 {"philly", "philly_training", "gpu_2017", "", 0, 7954648, 0, 7954648, 0, 0}};
    r.findings = {
        finding("F0501", "demand/philly", "jobs refused: needs a GPU, and no cluster has one", 789814, 0),
        finding("F0502", "demand/batch", "records of the trace left out: no run time", 214, 0),
        finding("F0404", "cooling/air", "evaluations with a plant curve outside its valid range, clamped", 60,
                40311)};
    r.findings.back().time_s = 93600;
    r.sources = {{"cpu_2s_8280_2019", "Intel ARK, 2019", "datasheet"},
                 {"cpu_8kw", "Uptime Institute survey, 2018", "published"},
                 {"denver.epw", "NREL TMY3, station 725650", "measured"},
                 {"ups_double_conversion_2010", "Schneider white paper 157", "published"}};
    r.series = series_of(856e3, 1.22, 2200);
    r.floor = floor_of("hall-a", 390, {.per_row = 45, .row_pitch = 3.05, .depth = 1.07, .limit_w = 15000},
                       cpu_kind);
    r.bill = {{"server", "cpu_2s_8280_2019", 5616, "each", 8200, 6500, 11000, "2019-06", "Dell list price",
               "published"},
              {"rack", "cpu_8kw", 351, "each", 2500, 1500, 4000, "2019", "planner's guess", "estimate"},
              {"cable", "ethernet_25g 3 m", 5616, "each", 45, 30, 80, "2020-02", "FS.com", "published"},
              {"facility", "white space and plant", 2872000, "W", 9.0, 7.0, 12.0, "2019", "Uptime cost model",
               "published"},
              {"switch", "ethernet_48x25g_6x100g", 121, "each", std::nullopt, 0, 0, "", "", ""}};
    hall.saturated = r;
    hall.saturated.trace_hash = "0be7a8c3d1125f60";
    return hall;
}

ComparedHall gpu_hall() {
    ComparedHall hall{.name = "gpu-hall",
                      .about = "DGX H100 in scalable units of 32 nodes, four nodes a rack, air-cooled",
                      .file = "shipped:starter/gpu_hall.yaml",
                      .scenario_hash = "7f3a0d9ce2b84415a6f0d1c2a7be9f0413c55d21e8b97f60aa04e2cf1d3b8a96",
                      .demand = {},
                      .saturated = {}};
    Result& r = hall.demand;
    r.scenario = hall.name;
    r.trace_hash = "f00dbabe12345678";
    r.metrics = {{"devices.total", 9216, "count", "Devices of all clusters"}};
    r.audits = {
        {"energy", true, 0, 0}, {"heat", true, 3.4e-7, 1e-6}, {"jobs", true, 0, 0}, {"work", true, 0, 0}};
    r.streams = {{"batch", "batch_hpc", "cpu_2013", "hosts", 0, 3878445, 3101223, 611000, 0, 4e11},
                 {"services", "request_service", "cpu_2013", "hosts", 0, 812000, 812000, 0, 0, 1e11},
                 {"philly", "philly_training", "gpu_2017", "gpu", 0, 7954648, 7855625, 0, 0, 9e12}};
    r.findings = {
        finding("F0501", "demand/batch", "jobs refused: would take more than 10 times as long", 38100, 0),
        finding("F0501", "demand/batch", "jobs refused: do not fit in memory at the largest width", 912, 0),
        finding("F0202", "denver/hall-a/row-07/rack-340", "rack above the limit of its feed", 51000, 45000)};
    r.findings.back().unit = "W";
    r.sources = {{"dgx_h100", "NVIDIA DGX H100 datasheet, 2023", "datasheet"},
                 {"infiniband_ndr", "NVIDIA, LinkX cables", "datasheet"},
                 {"denver.epw", "NREL TMY3, station 725650", "measured"},
                 {"h100_4", "four nodes of 10.2 kW a rack", "estimate"}};
    r.series = series_of(3.86e6, 1.10, 2500);
    r.floor =
        floor_of("hall-a", 355, {.per_row = 45, .row_pitch = 3.4, .depth = 1.2, .limit_w = 45000}, gpu_kind);
    r.bill = {{"server", "dgx_h100", 1152, "each", 300000, 250000, 400000, "2024-03", "resellers' quotes",
               "estimate"},
              {"cable", "infiniband_ndr optical", 25000, "each", 1100, 700, 1600, "2024-01", "resellers",
               "estimate"},
              {"facility", "white space and plant", 13270000, "W", 10.5, 9.0, 14.0, "2024", "JLL cost guide",
               "published"}};
    hall.saturated = r;
    hall.saturated.findings.push_back(finding(
        "F0407", "cooling/air", "devices were slowed down because of their supply temperature", 3, 0));
    hall.saturated.trace_hash = "00c0ffee98765432";
    return hall;
}

}  // namespace

Comparison sample_comparison() {
    Comparison c;
    c.halls = {cpu_hall(), gpu_hall()};
    c.rows = sample_rows();
    c.density = {std::nullopt, DensityBand{3.71, 4.55, 5.62,
                                           "racks of 5 to 12 kW (Uptime, 2018); 26 to 44 kW (NVIDIA, 2023)"}};
    c.verdict = {
        "gpu-hall holds 4.619 times the IT power of cpu-hall on the same 929 m².",
        "Under the same demand cpu-hall refuses all GPU work; gpu-hall refuses 15.8 % of the batch work.",
        "Flat out, gpu-hall does 14.51 times the general work a day and square metre."};
    c.caveats = {"The racks are of different years: 2019 servers beside 2023 accelerators.",
                 "31 % of the bill's lines are estimates.",
                 "The demand loads cpu-hall at 20 % of its devices: its PUE is that of a part-loaded hall."};
    c.equalised = "floor";
    c.version = "0.2.0";
    c.seed = 1;
    c.replications = 5;
    c.duration_s = 30 * 86400.0;
    c.warm_up_s = 86400.0;
    c.command =
        "datahall compare shipped:starter/cpu_hall.yaml shipped:starter/gpu_hall.yaml --equalise floor "
        "--replications 5 -o out";
    return c;
}

}  // namespace datahall::test
