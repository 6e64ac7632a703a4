#include "models/fabric/routing/balanced_tables.hpp"

#include <algorithm>

#include "models/fabric/routing/nearer_ports.hpp"

namespace datahall {
namespace {

class Balance {
public:
    Balance(const SwitchGraph& g, const Steps& steps, Weighed weighed)
        : g_{g},
          ports_{g, steps, NearerPorts::First::far},
          weighed_{weighed},
          load_(g.trunks.size(), 0),
          is_used_(g.switches, 1),
          tables_{g.hosts, g.switches} {}

    ForwardingTables place_all() {
        for (std::uint32_t leaf = 0; leaf < g_.leaves.size(); ++leaf) {
            find_choices(leaf);
            for (const std::uint32_t host : g_.hosts_of(leaf)) place(leaf, host);
        }
        return std::move(tables_);
    }

private:
    // Switches far from the leaf come first: where a route passes is known before the next switch chooses.
    void find_choices(std::uint32_t leaf) {
        ports_.find(leaf);
        least_.clear();
        for (std::size_t i = 0; i < ports_.switches().size(); ++i) least_.push_back(least_load(i));
        at_.assign(ports_.switches().size(), 0);
    }

    std::uint32_t least_load(std::size_t i) const {
        std::uint32_t least = UINT32_MAX;
        for (const std::uint32_t port : ports_.of(i)) least = std::min(least, load_[port]);
        return least;
    }

    // The first port with the least load.  While the hosts of one leaf are placed the choices stay the same,
    // so all ports before at_[i] have more than least_[i], and no port has less.
    std::uint32_t best_port(std::size_t i) {
        const std::span<const std::uint32_t> ports = ports_.of(i);
        while (load_[ports[at_[i]]] != least_[i]) {
            if (++at_[i] < ports.size()) continue;
            at_[i] = 0;
            least_[i] = least_load(i);
        }
        return ports[at_[i]];
    }

    void place(std::uint32_t leaf, std::uint32_t host) {
        tables_.port(g_.leaves[leaf], host) = g_.port_of[host];
        if (weighed_ == Weighed::used) {
            std::ranges::fill(is_used_, std::uint8_t{0});
            for (const std::uint32_t s : g_.leaves) is_used_[s] = 1;
        }
        for (std::size_t i = 0; i < ports_.switches().size(); ++i) {
            const std::uint32_t best = best_port(i);
            const std::uint32_t sw = ports_.switches()[i];
            tables_.port(sw, host) = g_.trunks[best].number;
            if (is_used_[sw] == 0) continue;
            ++load_[best];
            is_used_[g_.trunks[best].peer] = 1;
        }
    }

    const SwitchGraph& g_;
    NearerPorts ports_;
    Weighed weighed_;
    std::vector<std::uint32_t> load_;  // by trunk of g_
    std::vector<std::uint8_t> is_used_;
    ForwardingTables tables_;
    std::vector<std::uint32_t> least_;  // by place among the switches: the least load of its choices
    std::vector<std::uint32_t> at_;     // where the search for it goes on
};

}  // namespace

ForwardingTables balanced_tables(const SwitchGraph& g, const Steps& steps, Weighed weighed) {
    return Balance{g, steps, weighed}.place_all();
}

}  // namespace datahall
