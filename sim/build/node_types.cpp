#include "sim/build/node_types.hpp"

#include <algorithm>

#include "sim/build/lookup.hpp"
#include "sim/build/power/loss.hpp"

namespace datahall {
namespace {

// P_dc = (idle + host_w * u_host + device_w * u_devices) with fans as a share of it.
void compile_components(const NodeType& node, NodePowerRow& row) {
    const double fans = 1.0 + node.fan_share;
    for (const Component& c : node.components) {
        const double count = static_cast<double>(c.count) * fans;
        row.idle_w += count * c.idle.si();
        const double swing = count * (c.busy - c.idle).si();
        if (c.follows == Follows::host) row.host_w += swing;
        if (c.follows == Follows::device) {
            row.device_w += swing;
            row.device_idle_w += count * c.idle.si();
        }
    }
}

// Breakers and cooling are planned for the nameplate, so nothing that runs may exceed it.
void note_nameplate(const std::string& name, const NodeTypeRow& row, std::span<const LossPoint> points,
                    DesignNotes& notes) {
    const double highest = full_work(row, points).si();
    if (highest <= row.nameplate.si() * (1 + 1e-9)) return;
    notes.find({.code = "F0206",
                .object = "nodes/" + name,
                .text = "power at full work above the nameplate",
                .value = highest,
                .limit = row.nameplate.si(),
                .unit = "W",
                .time_s = {}});
}

std::int64_t whole_mib(Bits memory) {
    constexpr double bits = 8.0 * 1024 * 1024;
    return static_cast<std::int64_t>(memory.si() / bits);
}

bool compile_host(const Catalogue& catalogue, const std::string& node, const HostSockets& host,
                  NodeTypeRow& row, DesignNotes& notes) {
    const DeviceRates* device =
        look_up(catalogue.devices, host.device, "catalogue.nodes." + node + ".host.device", "device", notes);
    if (!device) return false;
    notes.use("devices/" + host.device, device->origin);
    row.host_device = host.device;
    row.host_sockets = static_cast<std::uint32_t>(host.sockets);
    row.host_offered = static_cast<std::uint32_t>(host.offered);
    row.host_parts = static_cast<std::uint32_t>(device->parts);
    return true;
}

}  // namespace

Watts full_work(const NodeTypeRow& row, std::span<const LossPoint> points) {
    if (row.power.has_curve) return Watts::from_si(row.power.curve_w[10]);
    const double dc = row.power.idle_w + row.power.host_w + row.power.device_w;
    return Watts::from_si(dc + loss_w(row.power.supply, points, dc));
}

std::uint32_t compile_node_type(const Catalogue& catalogue, const std::string& name, const NodeType& node,
                                Facility& facility, DesignNotes& notes) {
    const auto known = std::ranges::find(facility.node_types, name, &NodeTypeRow::name);
    if (known != facility.node_types.end()) {
        return static_cast<std::uint32_t>(known - facility.node_types.begin());
    }
    const DeviceRates* device =
        look_up(catalogue.devices, node.device, "catalogue.nodes." + name + ".device", "device", notes);
    if (!device) return no_index;

    NodeTypeRow row;
    row.name = name;
    row.device = node.device;
    row.devices = static_cast<std::uint32_t>(node.devices);
    row.parts = static_cast<std::uint32_t>(device->parts);
    row.cpu_milli = node.cpus * 1000;
    row.memory_mib = whole_mib(node.memory);
    row.nics = static_cast<std::uint32_t>(node.nics);
    row.nodes_per_block =
        static_cast<std::uint32_t>(std::max<std::int64_t>(node.nvlink_domain / node.devices, 1));
    row.nameplate = node.nameplate;
    row.liquid_share = node.liquid_share;
    row.power.has_curve = !node.curve.empty();
    for (std::size_t i = 0; i < node.curve.size(); ++i) row.power.curve_w[i] = node.curve[i].si();
    compile_components(node, row.power);
    if (node.host && !compile_host(catalogue, name, *node.host, row, notes)) return no_index;
    if (node.supply) {
        const auto* supply = look_up(catalogue.power, node.supply->type,
                                     "catalogue.nodes." + name + ".supply.type", "power supply", notes);
        if (!supply) return no_index;
        notes.use("power/" + node.supply->type, supply->origin);
        row.power.supply = compile_loss(supply->curve, node.supply->rating,
                                        static_cast<std::uint32_t>(node.supply->units), facility.loss_points);
    }
    note_nameplate(name, row, facility.loss_points, notes);
    notes.use("nodes/" + name, node.origin);
    notes.use("devices/" + node.device, device->origin);
    facility.node_types.push_back(std::move(row));
    return static_cast<std::uint32_t>(facility.node_types.size() - 1);
}

}  // namespace datahall
