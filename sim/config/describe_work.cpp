// The keys of the catalogue of devices and of classes of work.
#include <array>
#include <string_view>

#include "datahall/model/work_class.hpp"

namespace datahall {
namespace {

using namespace std::string_view_literals;
constexpr std::array kind_names{"cpu"sv, "gpu"sv};
constexpr std::array<std::string_view, precision_count> precision_names{"fp64", "fp32", "tf32",
                                                                        "fp16", "fp8",  "fp4"};
constexpr std::array runs_on_names{"cpu"sv, "gpu"sv, "both"sv};
constexpr std::array width_names{"keep"sv, "fit"sv, "kind"sv};

constexpr std::array collective_names{"all_reduce"sv, "all_gather"sv, "reduce_scatter"sv, "all_to_all"sv,
                                      "send_recv"sv};

constexpr double most_devices = 1e6;
constexpr Range share{.at_least = 0, .at_most = 1, .example = "0.2"};

void describe_table(Keys& keys, const Key& key, std::string_view each, const Range& range,
                    PrecisionTable& table) {
    keys.group(key, Presence::required, [&](Keys& inner) {
        for (std::size_t i = 0; i < precision_count; ++i) {
            inner.optional({precision_names[i], each, range}, table.of[i]);
        }
    });
}

void describe_precision_on(Keys& keys, PrecisionOn& p) {
    keys.required({"family", "Family of devices", {.example = "hopper"}}, p.family);
    keys.choice({"precision", "What the class computes with there"}, Presence::required, precision_names,
                p.precision);
}

void describe_shares(Keys& k, WorkClass& w) {
    k.optional({"compute", "Share of the reference's reachable FLOP/s that the work uses", share}, w.compute);
    k.optional({"memory", "Share of the reference's reachable memory bandwidth that it uses", share},
               w.memory);
    k.optional({"network", "Share of the reference's network rate that it uses beyond one device", share},
               w.network);
    k.optional({"host",
                "Share of the reference time that no device speeds up",
                {.at_least = 0, .below = 1, .example = "0.1"}},
               w.host);
}

void describe_width(Keys& k, WorkClass& w) {
    k.choice({"runs_on", "Kind of device that it can run on"}, Presence::optional, runs_on_names, w.runs_on);
    k.optional({"max_width",
                "Most devices that one job can use; a recorded width is always allowed",
                {.at_least = 1, .at_most = most_devices}},
               w.max_width);
    k.optional(
        {"scaling", "Parallel efficiency at twice the recorded width", {.at_least = 0.5, .at_most = 1}},
        w.scaling);
    k.choice({"width", "Whether a job keeps its number of devices or takes the fewest that are fast enough"},
             Presence::optional, width_names, w.width);
    k.optional({"footprint", "Device memory for each reference device", {.at_least = 0}}, w.footprint);
    k.optional({"max_stretch",
                "Longest run time that is served, as a multiple of the recorded one",
                {.above = 0, .example = "10"}},
               w.max_stretch);
}

}  // namespace

void describe(Keys& k, WorkWave& w) {
    k.required({"period",
                "Of an iteration on the reference device; as much longer elsewhere as the job itself",
                {.at_least = 1e-3, .at_most = 600, .example = "5 s"}},
               w.period);
    k.optional({"duty",
                "Share of it in which the devices compute and draw most",
                {.above = 0, .below = 1, .example = "0.8"}},
               w.duty);
    k.optional({"low", "Device power in the rest of it, between idle and full", share}, w.low);
    k.optional({"rise",
                "Time in which the power of all devices of a job goes up or down",
                {.at_least = 1e-3, .at_most = 60, .example = "50 ms"}},
               w.rise);
    describe(k, w.origin);
}

void describe(Keys& k, Communication& c) {
    k.choice({"collective", "What all devices of a job do together"}, Presence::optional, collective_names,
             c.collective);
    k.required({"payload", "Bytes of one device in one iteration", {.above = 0, .example = "4 GB"}},
               c.payload);
    k.required({"compute",
                "Of an iteration on the reference device: all that is no communication",
                {.above = 0, .at_most = 3600, .example = "2 s"}},
               c.compute);
    k.optional({"overlap", "Share of it during which bytes may travel", share}, c.overlap);
    describe(k, c.origin);
}

void describe(Keys& k, WorkClass& w) {
    k.required({"reference", "Entry of the devices catalogue that run times refer to"}, w.reference);
    describe_shares(k, w);
    k.choice({"precision", "What it computes with, unless precision_on says otherwise"}, Presence::optional,
             precision_names, w.precision);
    k.list({"precision_on", "What it computes with on some families of devices"}, Presence::optional,
           [&](Keys& item, std::size_t index) {
               if (w.precision_on.size() <= index) w.precision_on.resize(index + 1);
               describe_precision_on(item, w.precision_on[index]);
           });
    k.optional({"newer_precision", "Whether precision_on is used at all"}, w.newer_precision);
    describe_width(k, w);
    k.optional({"device_activity", "Device power while it computes, between idle and full", share},
               w.device_activity);
    k.optional({"host_activity", "Utilisation of the node's host CPUs while a job runs", share},
               w.host_activity);
    k.optional(
        {"wave", "How its power swings as devices compute and communicate in step; absent: it does not"},
        w.wave);
    k.optional({"communication", "What its devices say to each other in each iteration; absent: nothing"},
               w.communication);
    describe(k, w.origin);
    if (w.compute <= 0 && w.memory <= 0) k.refuse("compute", "expected compute or memory to be above 0");
}

void describe(Keys& k, DeviceRates& d) {
    k.choice({"kind", "What it is"}, Presence::required, kind_names, d.kind);
    k.required({"family", "Its generation, which classes of work may choose a precision by"}, d.family);
    describe_table(k, {"peak_tflops", "Dense peak of the data sheet, in 10^12 FLOP/s"},
                   "Peak in this precision, 10^12 FLOP/s; 0 if it has none",
                   {.at_least = 0, .at_most = 1e9, .example = "67"}, d.peak_tflops);
    describe_table(k, {"achieved", "What large kernels reach"}, "Share of the peak reached in this precision",
                   share, d.achieved);
    k.required({"bandwidth", "Of its memory, by the data sheet", {.above = 0}}, d.bandwidth);
    k.optional({"bandwidth_achieved", "Share of it that large kernels reach", {.above = 0, .at_most = 1}},
               d.bandwidth_achieved);
    k.optional({"memory", "Size of its memory; 0 is not limited", {.at_least = 0}}, d.memory);
    k.optional({"parts",
                "Equal parts that jobs can hold one by one, such as the cores of a socket",
                {.at_least = 1, .at_most = 1024, .example = "28"}},
               d.parts);
    k.optional({"network", "What one device can send out of its node; 0 is not known", {.at_least = 0}},
               d.network);
    k.optional({"scale_up",
                "What one device can send to the others of its NVLink domain; 0 is not known",
                {.at_least = 0, .example = "3600 Gb/s"}},
               d.scale_up);
    k.optional({"host_speed",
                "Serial speed of the host that serves it; the reference host of 2017 has 1",
                {.above = 0, .at_most = 1e3, .example = "1.5"}},
               d.host_speed);
    describe(k, d.origin);
}

}  // namespace datahall
