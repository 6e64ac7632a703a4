#include "models/fabric/formats/plan_file.hpp"

#include <array>
#include <string_view>

#include <fmt/format.h>

namespace datahall {
namespace {

constexpr std::uint64_t first_node_guid = 0x1000000000;
constexpr std::uint64_t first_switch_guid = 0x2000000000;
constexpr std::uint64_t guid_step = 256;  // room for the ports of an adapter

std::string name_of(const FabricPlan& plan, std::size_t sw) {
    static constexpr std::array<std::string_view, 3> roles{"leaf", "spine", "core"};
    if (!plan.switch_names.empty()) return plan.switch_names[sw];
    const SwitchPlan& s = plan.switches[sw];
    return fmt::format("{}-{}", roles[static_cast<std::size_t>(s.role)], s.index);
}

class Filing {
public:
    Filing(const FabricPlan& plan, const FabricDemand& demand, double nic_rate)
        : plan_{plan}, demand_{demand}, nic_rate_{nic_rate} {}

    FabricFile file() {
        const std::size_t hosts = std::size_t{demand_.nodes} * demand_.nics_per_node;
        has_lids_ = hosts + plan_.switches.size() <= FabricFile::most_lid;
        for (std::size_t s = 0; s < plan_.switches.size(); ++s) add_switch(s, hosts);
        for (std::size_t n = 0; n < demand_.nodes; ++n) add_node(n);
        for (const LinkPlan& link : plan_.links) {
            if (link.tier != LinkTier::management) add_cable(link);
        }
        file_.has_rates = nic_rate_ > 0;
        return std::move(file_);
    }

private:
    std::uint32_t lid(std::size_t number) const {
        return has_lids_ ? static_cast<std::uint32_t>(number + 1) : 0;
    }

    void add_switch(std::size_t s, std::size_t hosts) {
        FileDevice device;
        device.kind = static_cast<FileDeviceKind>(static_cast<int>(plan_.switches[s].role) +
                                                  static_cast<int>(FileDeviceKind::leaf));
        device.name = name_of(plan_, s);
        device.guid = first_switch_guid + guid_step * s;
        device.ports = plan_.switches[s].ports;
        device.identities = {{device.guid, lid(hosts + s)}};
        file_.devices.push_back(std::move(device));
    }

    void add_node(std::size_t n) {
        FileDevice device;
        device.kind = FileDeviceKind::host;
        device.name = plan_.node_names.empty() ? fmt::format("node-{}", n) : plan_.node_names[n];
        device.guid = first_node_guid + guid_step * n;
        device.ports = demand_.nics_per_node;
        device.identities.resize(demand_.nics_per_node + std::size_t{1});
        for (std::uint32_t nic = 0; nic < demand_.nics_per_node; ++nic) {
            device.identities[nic + 1] = {device.guid + nic + 1, lid(n * demand_.nics_per_node + nic)};
        }
        file_.devices.push_back(std::move(device));
    }

    void add_cable(const LinkPlan& link) {
        const bool is_node = link.tier == LinkTier::node_leaf;
        const auto switches = static_cast<std::uint32_t>(plan_.switches.size());
        FileCable cable;
        cable.a = {is_node ? switches + link.lower : link.lower, link.lower_port};
        cable.b = {link.upper, link.upper_port};
        cable.rate = nic_rate_ * (is_node ? 1.0 : plan_.trunk_rate_ratio) * static_cast<double>(link.speed);
        file_.cables.push_back(cable);
    }

    const FabricPlan& plan_;
    const FabricDemand& demand_;
    double nic_rate_;
    bool has_lids_ = false;
    FabricFile file_;
};

}  // namespace

FabricFile file_of(const FabricPlan& plan, const FabricDemand& demand, double nic_rate) {
    return Filing{plan, demand, nic_rate}.file();
}

}  // namespace datahall
