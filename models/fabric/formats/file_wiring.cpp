// Cost: O(n log n) in devices and cables.
#include "models/fabric/formats/file_wiring.hpp"

#include <algorithm>
#include <array>
#include <numeric>
#include <optional>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "models/fabric/clos.hpp"
#include "models/workload/fields.hpp"

namespace datahall {
namespace {

constexpr std::uint32_t none = UINT32_MAX;
constexpr std::size_t most_hosts = std::size_t{1} << 20;  // as of the generators
constexpr std::size_t most_nics = 64;

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

// The run of digits that `text` begins with, without leading zeros; `text` moves behind it.
std::string_view take_digits(std::string_view& text) {
    std::size_t end = 0;
    while (end < text.size() && is_digit(text[end])) ++end;
    std::string_view digits = text.substr(0, end);
    text.remove_prefix(end);
    while (digits.size() > 1 && digits.front() == '0') digits.remove_prefix(1);
    return digits;
}

// Sets of numbers that grow together; the least number stands for its set.
class Sets {
public:
    explicit Sets(std::size_t count) : parent_(count) { std::iota(parent_.begin(), parent_.end(), 0U); }
    std::uint32_t of(std::uint32_t v) {
        while (parent_[v] != v) v = parent_[v] = parent_[parent_[v]];
        return v;
    }
    void join(std::uint32_t a, std::uint32_t b) {
        a = of(a);
        b = of(b);
        parent_[std::max(a, b)] = std::min(a, b);
    }

private:
    std::vector<std::uint32_t> parent_;
};

// One end of a cable, seen from a device.
struct Joint {
    std::uint16_t port = 0;
    FileEnd peer;
    friend auto operator<=>(const Joint&, const Joint&) = default;
};

class Wiring {
public:
    Wiring(const FabricFile& file, const WiringRules& rules) : file_{file}, rules_{rules} {}

    FileWiring wire() {
        out_.notes = file_.notes;
        out_.demand = {.nodes = 0, .nics_per_node = 0, .radix = 0};
        find_joints();
        if (number_hosts() && rank_switches()) {
            set_roles();
            number_switches();
            set_groups();
            add_links();
            set_speeds();
            finish();
        }
        return std::move(out_);
    }

private:
    const FileDevice& device(std::uint32_t d) const { return file_.devices[d]; }
    std::uint32_t devices() const { return static_cast<std::uint32_t>(file_.devices.size()); }
    bool is_switch(std::uint32_t d) const { return !device(d).is_host(); }

    bool refuse(std::string problem) {
        out_.plan.problem = std::move(problem);
        return false;
    }

    bool is_left_out(std::uint32_t d) const {
        return device(d).is_host() && device(d).name.find("Aggregation Node") != std::string::npos;
    }

    void find_joints() {
        joints_.resize(devices());
        for (const FileCable& c : file_.cables) {
            if (is_left_out(c.a.device) || is_left_out(c.b.device)) continue;
            joints_[c.a.device].push_back({c.a.port, c.b});
            joints_[c.b.device].push_back({c.b.port, c.a});
        }
        for (std::vector<Joint>& joints : joints_) std::ranges::sort(joints);
        std::size_t left_out = 0;
        for (std::uint32_t d = 0; d < devices(); ++d) left_out += is_left_out(d) ? 1U : 0U;
        if (left_out == 0) return;
        out_.notes.push_back(fmt::format("{} aggregation nodes inside switches are left out", left_out));
    }

    std::string node_name(std::uint32_t d) const {
        const std::string& name = device(d).name;
        if (rules_.rail_mark.empty()) return name;
        const std::size_t at = name.rfind(rules_.rail_mark);
        return at == std::string::npos || at == 0 ? name : name.substr(0, at);
    }

    // Nodes and the ports that are their NICs.
    bool number_hosts() {
        std::vector<std::pair<std::string, std::uint32_t>> adapters;
        for (std::uint32_t d = 0; d < devices(); ++d) {
            if (device(d).is_host() && !is_left_out(d)) adapters.emplace_back(node_name(d), d);
        }
        std::ranges::sort(adapters, [this](const auto& a, const auto& b) {
            if (a.first != b.first) return natural_less(a.first, b.first);
            return natural_less(device(a.second).name, device(b.second).name);
        });
        host_of_.resize(devices());
        std::vector<std::size_t> first_host;
        for (const auto& [name, d] : adapters) {
            if (out_.plan.node_names.empty() || out_.plan.node_names.back() != name) {
                out_.plan.node_names.push_back(name);
                first_host.push_back(out_.port_of_host.size());
            }
            for (const Joint& joint : joints_[d]) {
                host_of_[d].emplace_back(joint.port, static_cast<std::uint32_t>(out_.port_of_host.size()));
                out_.port_of_host.push_back({d, joint.port});
            }
        }
        first_host.push_back(out_.port_of_host.size());
        return check_hosts(first_host);
    }

    bool check_hosts(const std::vector<std::size_t>& first_host) {
        const std::vector<std::string>& names = out_.plan.node_names;
        if (names.empty()) return refuse("the file has no node");
        const std::size_t nics = first_host[1];
        for (std::size_t n = 1; n < names.size(); ++n) {
            const std::size_t here = first_host[n + 1] - first_host[n];
            if (here == nics) continue;
            return refuse(
                fmt::format("node {} has {} cables and node {} has {}: a fabric joins all its nodes by as "
                            "many",
                            shown(names[0]), nics, shown(names[n]), here));
        }
        if (nics > most_nics)
            return refuse(fmt::format("expected at most {} cables of a node, got {}", most_nics, nics));
        if (out_.port_of_host.size() > most_hosts) {
            return refuse(fmt::format("expected at most {} cables of nodes, got {}", most_hosts,
                                      out_.port_of_host.size()));
        }
        out_.demand.nodes = static_cast<std::uint32_t>(names.size());
        out_.demand.nics_per_node = static_cast<std::uint32_t>(nics);
        return true;
    }

    // Distance from the nodes, in cables.
    bool rank_switches() {
        rank_.assign(devices(), none);
        std::vector<std::uint32_t> queue;
        for (const FileEnd& end : out_.port_of_host) rank_[end.device] = 0;
        for (std::uint32_t d = 0; d < devices(); ++d) {
            if (rank_[d] == 0) queue.push_back(d);
        }
        for (std::size_t i = 0; i < queue.size(); ++i) {
            for (const Joint& joint : joints_[queue[i]]) {
                const std::uint32_t peer = joint.peer.device;
                if (rank_[peer] != none) continue;
                rank_[peer] = rank_[queue[i]] + 1;
                queue.push_back(peer);
            }
        }
        for (std::uint32_t d = 0; d < devices(); ++d) {
            if (!is_switch(d)) continue;
            if (rank_[d] == none)
                return refuse(fmt::format("no cables lead from switch {} to a node", shown(device(d).name)));
            switches_.push_back(d);
        }
        return true;
    }

    // Whether these roles make a tree: cables only from nodes to leaves and from tier to tier.
    bool is_tree(const std::vector<std::uint32_t>& role) const {
        return std::ranges::all_of(switches_, [&](std::uint32_t d) {
            return role[d] <= 2 && std::ranges::all_of(joints_[d], [&](const Joint& joint) {
                       const std::uint32_t peer = joint.peer.device;
                       if (!is_switch(peer)) return role[d] == 0;
                       return role[peer] + 1 == role[d] || role[d] + 1 == role[peer];
                   });
        });
    }

    void set_roles() {
        std::vector<std::uint32_t> given(devices(), 0);
        std::vector<std::uint32_t> ranked(devices(), 0);
        bool are_given = true;
        for (const std::uint32_t d : switches_) {
            are_given = are_given && device(d).kind != FileDeviceKind::unranked;
            given[d] =
                static_cast<std::uint32_t>(device(d).kind) - static_cast<std::uint32_t>(FileDeviceKind::leaf);
            ranked[d] = rank_[d] - 1;
        }
        role_.assign(devices(), 0);
        if (are_given && is_tree(given)) {
            role_ = given;
        } else if (is_tree(ranked)) {
            role_ = ranked;
        } else {
            out_.notes.emplace_back(
                "the switches make no tree of leaves, spines and cores: all are taken as leaves");
        }
    }

    void number_switches() {
        std::ranges::sort(switches_, [this](std::uint32_t a, std::uint32_t b) {
            if (role_[a] != role_[b]) return role_[a] < role_[b];
            return natural_less(device(a).name, device(b).name);
        });
        position_.assign(devices(), none);
        std::array<std::uint32_t, 3> count{};
        for (const std::uint32_t d : switches_) {
            position_[d] = static_cast<std::uint32_t>(out_.device_of_switch.size());
            out_.device_of_switch.push_back(d);
            out_.plan.switch_names.push_back(device(d).name);
            out_.plan.switches.push_back(
                {static_cast<SwitchRole>(role_[d]), 0, count[role_[d]]++, device(d).ports});
            out_.demand.radix = std::max(out_.demand.radix, device(d).ports);
        }
        if (std::ranges::any_of(switches_, [this](std::uint32_t d) { return device(d).ports == 0; })) {
            out_.demand.radix = 0;
        }
    }

    std::uint32_t node_of(std::uint32_t host) const { return host / out_.demand.nics_per_node; }
    std::uint32_t leaf_of(std::uint32_t host) const {
        const FileEnd end = out_.port_of_host[host];
        const auto& joints = joints_[end.device];
        const auto joint = std::ranges::find(joints, end.port, &Joint::port);
        return position_[joint->peer.device];
    }

    void set_groups() {
        std::vector<SwitchPlan>& switches = out_.plan.switches;
        Sets sets{switches.size()};
        const auto hosts = static_cast<std::uint32_t>(out_.port_of_host.size());
        for (std::uint32_t h = 1; h < hosts; ++h) {
            if (node_of(h) == node_of(h - 1)) sets.join(leaf_of(h), leaf_of(h - 1));
        }
        std::vector<std::uint32_t> number(switches.size(), none);
        std::uint32_t groups = 0;
        bool is_even = true;
        std::uint32_t first_nodes = 0;  // of group 0
        for (std::uint32_t n = 0; n < out_.demand.nodes; ++n) {
            const std::uint32_t set = sets.of(leaf_of(n * out_.demand.nics_per_node));
            if (number[set] == none) number[set] = groups++;
            if (number[set] == 0 && groups == 1) ++first_nodes;
            is_even = is_even && n / first_nodes == number[set];
        }
        for (std::uint32_t s = 0; s < switches.size(); ++s) {
            if (switches[s].role != SwitchRole::leaf) continue;
            std::uint32_t& group = number[sets.of(s)];
            if (group == none) group = groups++;  // a leaf without nodes
            switches[s].group = group;
        }
        out_.plan.nodes_per_group =
            is_even ? first_nodes : clos::narrow(clos::ceil_div(out_.demand.nodes, groups));
        set_pods();
    }

    // Spines that meet over leaves, numbered by their first.
    void set_pods() {
        std::vector<SwitchPlan>& switches = out_.plan.switches;
        Sets sets{switches.size()};
        for (const FileCable& c : file_.cables) {
            const std::uint32_t a = position_[c.a.device];
            const std::uint32_t b = position_[c.b.device];
            if (a == none || b == none) continue;
            if (switches[a].role != SwitchRole::core && switches[b].role != SwitchRole::core) sets.join(a, b);
        }
        std::vector<std::uint32_t> number(switches.size(), none);
        std::uint32_t pods = 0;
        for (std::uint32_t s = 0; s < switches.size(); ++s) {
            if (switches[s].role != SwitchRole::spine) continue;
            std::uint32_t& pod = number[sets.of(s)];
            if (pod == none) pod = pods++;
            switches[s].group = pod;
        }
    }

    LinkTier tier_between(std::uint32_t lower, std::uint32_t upper) const {
        const SwitchPlan& a = out_.plan.switches[lower];
        const SwitchPlan& b = out_.plan.switches[upper];
        if (a.role == b.role) return a.group == b.group ? LinkTier::local : LinkTier::global;
        return a.role == SwitchRole::leaf ? LinkTier::leaf_spine : LinkTier::spine_core;
    }

    std::uint32_t host_at(FileEnd end) const {
        const auto& hosts = host_of_[end.device];
        return std::ranges::find(hosts, end.port, &std::pair<std::uint16_t, std::uint32_t>::first)->second;
    }

    // Rates go with the links until their tiers' are known.
    void add_links() {
        for (const FileCable& c : file_.cables) {
            if (is_left_out(c.a.device) || is_left_out(c.b.device)) continue;
            FileEnd lower = c.a;
            FileEnd upper = c.b;
            const auto level = [this](FileEnd e) {
                return is_switch(e.device) ? position_[e.device] + 1 : 0;
            };
            if (level(lower) > level(upper)) std::swap(lower, upper);
            LinkPlan link;
            link.upper = position_[upper.device];
            link.upper_port = upper.port;
            if (is_switch(lower.device)) {
                link.lower = position_[lower.device];
                link.lower_port = lower.port;
                link.tier = tier_between(link.lower, link.upper);
            } else {
                const std::uint32_t host = host_at(lower);
                link.lower = node_of(host);
                link.lower_port = static_cast<std::uint16_t>(host % out_.demand.nics_per_node + 1);
            }
            links_.emplace_back(link, c.rate > 0 ? c.rate : rules_.unknown);
        }
        std::ranges::sort(links_, {}, [](const auto& entry) {
            return std::tuple{entry.first.tier, entry.first.lower, entry.first.lower_port};
        });
    }

    // The fastest cable of nodes and the fastest between switches are the healthy ones.
    void set_speeds() {
        std::array<double, 2> healthy{};
        bool are_known = rules_.use_rates;
        for (const auto& [link, rate] : links_) {
            double& most = healthy[link.tier == LinkTier::node_leaf ? 0 : 1];
            most = std::max(most, rate);
            are_known = are_known && rate > 0;
        }
        if (are_known) {
            out_.nic_rate = healthy[0];
            if (healthy[1] > 0) out_.plan.trunk_rate_ratio = healthy[1] / healthy[0];
        }
        for (auto& [link, rate] : links_) {
            if (are_known)
                link.speed = static_cast<float>(rate / healthy[link.tier == LinkTier::node_leaf ? 0 : 1]);
            if (link.speed < 1.0F) ++out_.degraded;
            out_.plan.links.push_back(link);
        }
        if (out_.degraded == 0) return;
        out_.notes.push_back(fmt::format("{} of {} cables run below the highest rate of their kind",
                                         out_.degraded, links_.size()));
    }

    void finish() { out_.plan.oversubscription = clos::worst_oversubscription(out_.plan); }

    const FabricFile& file_;
    const WiringRules& rules_;
    FileWiring out_;
    // by device
    std::vector<std::vector<Joint>> joints_;
    std::vector<std::vector<std::pair<std::uint16_t, std::uint32_t>>> host_of_;  // port, host
    std::vector<std::uint32_t> rank_;                                            // 0: adapter, 1: leaf
    std::vector<std::uint32_t> role_;                                            // as SwitchRole
    std::vector<std::uint32_t> position_;                                        // in the plan's switches
    std::vector<std::uint32_t> switches_;                                        // devices
    std::vector<std::pair<LinkPlan, double>> links_;                             // and their rates, bit/s
};

}  // namespace

bool natural_less(std::string_view a, std::string_view b) {
    const std::string_view whole_a = a;
    const std::string_view whole_b = b;
    while (!a.empty() && !b.empty()) {
        if (is_digit(a.front()) && is_digit(b.front())) {
            const std::string_view x = take_digits(a);
            const std::string_view y = take_digits(b);
            if (x.size() != y.size()) return x.size() < y.size();
            if (x != y) return x < y;
            continue;
        }
        if (a.front() != b.front()) return a.front() < b.front();
        a.remove_prefix(1);
        b.remove_prefix(1);
    }
    if (a.empty() != b.empty()) return a.empty();
    return whole_a < whole_b;
}

FileWiring wire_file(const FabricFile& file, const WiringRules& rules) {
    return Wiring{file, rules}.wire();
}

}  // namespace datahall
