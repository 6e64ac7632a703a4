#include "tests/bench/made_halls.hpp"

#include <cmath>

#include <fmt/format.h>

namespace datahall::bench {
namespace {

constexpr double row_pitch_m = 2.135;  // those of starter/cpu_hall.yaml
constexpr double rack_pitch_m = 0.6;

// A square with room to spare.
double side_of(std::uint64_t racks) {
    constexpr double margin_m = 12.0;  // aisles at the ends
    return margin_m + std::ceil(std::sqrt(1.25 * static_cast<double>(racks) * row_pitch_m * rack_pitch_m));
}

// Widths and run times of the batch stream in demand/mixed.yaml: a job holds four servers in the mean.
std::string workload_of(const MadeHall& hall) {
    if (hall.jobs_per_day == 0.0) return "";
    return fmt::format(
        "    workload: {{model: synthetic, work_class: batch_hpc, interarrival: {:.9g} s, run_mean: 8 h, "
        "run_cv: 2,\n"
        "               run_max: 4 d, widths: [16, 64, 256, 1024], weights: [30, 40, 20, 10], overestimate: "
        "2.5}}\n",
        86'400.0 / hall.jobs_per_day);
}

}  // namespace

std::string scenario_of(const MadeHall& hall) {
    return fmt::format(
        "name: {name}\n"
        "start: 2024-01-01T00:00:00Z\n"
        "duration: {days} d\n"
        "series_interval: {series} h\n"
        "site: {{weather: {weather}}}\n"
        "hall:\n"
        "  width: {side} m\n"
        "  depth: {side} m\n"
        "  rack_pitch: {rack_pitch} m\n"
        "  row_pitch: {row_pitch} m\n"
        "  blocks: [{{name: servers, repeat: {racks}, racks: [{{rack: cpu_8kw}}]}}]\n"
        "power:\n"
        "  mechanical_from: transformer\n"
        "  chain:\n"
        "    - {{name: transformer, type: mv_lv_transformer, per: hall, rating: 2.5 MW, redundancy: n+1}}\n"
        "    - {{name: ups, type: ups_double_conversion_2010, per: hall, rating: 1 MW, redundancy: 2n}}\n"
        "    - {{name: pdu, type: pdu_transformer, per: group, rating: 225 kW}}\n"
        "    - {{name: rack-pdu, type: rack_pdu, per: rack, rating: 15 kW, design_load: 100 %}}\n"
        "cooling:\n"
        "  air: {{preset: modelica_datacenter_8C}}\n"
        "  throttle: [{{above: 35 degC, speed: 0.8}}, {{above: 40 degC, speed: 0.5}}]\n"
        "clusters:\n"
        "  - name: batch\n"
        "    node: cpu_2s_8280_2019\n"
        "    scheduler: {{model: easy, depth: 100}}\n"
        "    placement: {{model: packed}}\n"
        "{workload}",
        fmt::arg("name", hall.name), fmt::arg("days", hall.days), fmt::arg("series", hall.series_hours),
        fmt::arg("weather",
                 hall.has_weather
                     ? "{model: epw, file: \"shipped:data/weather/denver.epw.gz\"}"
                     : "{model: synthetic, mean: 15 degC, annual_amplitude: 0 K, daily_amplitude: 0 K}"),
        fmt::arg("side", side_of(hall.racks)), fmt::arg("rack_pitch", rack_pitch_m),
        fmt::arg("row_pitch", row_pitch_m), fmt::arg("racks", hall.racks),
        fmt::arg("workload", workload_of(hall)));
}

std::string training_hall(double days) {
    return fmt::format(
        "name: training-hall\n"
        "start: 2024-01-01T00:00:00Z\n"
        "duration: {days} d\n"
        "site: {{weather: {{model: epw, file: \"shipped:data/weather/denver.epw.gz\"}}}}\n"
        "hall:\n"
        "  width: 60 m\n"
        "  depth: 60 m\n"
        "  rack_pitch: 0.6 m\n"
        "  row_pitch: 2.8 m\n"
        "  tray: {{height: 2.8 m, slack_share: 5 %, loop: 0.6 m, width: 1.2 m, depth: 200 mm}}\n"
        "  blocks: [{{name: su, repeat: 32, racks: [{{rack: h100_4, count: 4}}, {{rack: network_su}}, "
        "{{rack: h100_4, count: 4}}]}}]\n"
        "power:\n"
        "  chain:\n"
        "    - {{name: ups, type: ups_double_conversion_2020s, per: hall, rating: 1.5 MW, redundancy: n+1}}\n"
        "    - {{name: pdu, type: pdu_transformer, per: group, rating: 750 kW}}\n"
        "    - {{name: rack-pdu, type: rack_pdu, per: rack, rating: 50 kW, design_load: 100 %}}\n"
        "cooling: {{air: {{preset: contained_chilled_water_18C}}}}\n"
        "fabric:\n"
        "  topology: {{model: fat_tree, tiers: three}}\n"
        "  routing: {{model: dmodk}}\n"
        "  node: dgx_h100\n"
        "  switch: infiniband_ndr_64\n"
        "  cables: infiniband_ndr\n"
        "clusters:\n"
        "  - name: gpu\n"
        "    node: dgx_h100\n"
        "    scheduler: {{model: easy, depth: 100}}\n"
        "    placement: {{model: packed}}\n"
        "    node_loss: {{checkpoint: 1 h}}\n"
        "    workload: {{model: synthetic, work_class: data_parallel_training, interarrival: 60 s, run_mean: "
        "4 h, "
        "run_cv: 1.5,\n"
        "               run_max: 1 d, overestimate: 3, widths: [8, 16, 32, 64, 128], weights: [4, 3, 3, 2, "
        "1]}}\n"
        "faults:\n"
        "  - {{name: spine, part: fabric, element: spine-0, at: 30 h, duration: 4 h}}\n"
        "  - {{name: core, part: fabric, element: core-0, at: 50 h, duration: 4 h}}\n"
        "  - {{name: rack, element: pdu-001, at: 70 h, duration: 2 h}}\n",
        fmt::arg("days", days));
}

}  // namespace datahall::bench
