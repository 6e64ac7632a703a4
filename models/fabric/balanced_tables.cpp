#include "models/fabric/balanced_tables.hpp"

#include <algorithm>

namespace datahall {
namespace {

class Balance {
public:
    Balance(const SwitchGraph& g, const Steps& steps, Weighed weighed)
        : g_{g},
          steps_{steps},
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
    // Ports to choose from: those of switches_[i] are choices_[first_[i]] to choices_[first_[i + 1] - 1].
    // Switches far from the leaf come first: where a route passes is known before the next switch chooses.
    void find_choices(std::uint32_t leaf) {
        switches_.clear();
        for (std::uint32_t s = 0; s < g_.switches; ++s) {
            const std::uint8_t hops = steps_.hops(leaf, s);
            if (hops != 0 && hops != Steps::unreachable) switches_.push_back(s);
        }
        std::ranges::stable_sort(switches_, std::greater{},
                                 [&](std::uint32_t s) { return steps_.hops(leaf, s); });
        choices_.clear();
        first_.assign(1, 0);
        for (const std::uint32_t s : switches_) {
            for (std::uint32_t i = g_.first[s]; i < g_.first[s + 1]; ++i) {
                if (steps_.leads(leaf, s, g_.trunks[i])) choices_.push_back(i);
            }
            first_.push_back(static_cast<std::uint32_t>(choices_.size()));
        }
        least_.clear();
        for (std::size_t i = 0; i < switches_.size(); ++i) least_.push_back(least_load(i));
        at_.assign(first_.begin(), first_.end() - 1);
    }

    std::uint32_t least_load(std::size_t i) const {
        std::uint32_t least = UINT32_MAX;
        for (std::uint32_t c = first_[i]; c < first_[i + 1]; ++c) least = std::min(least, load_[choices_[c]]);
        return least;
    }

    // The first port with the least load.  While the hosts of one leaf are placed the choices stay the same,
    // so all ports before at_[i] have more than least_[i], and no port has less.
    std::uint32_t best_port(std::size_t i) {
        while (load_[choices_[at_[i]]] != least_[i]) {
            if (++at_[i] < first_[i + 1]) continue;
            at_[i] = first_[i];
            least_[i] = least_load(i);
        }
        return choices_[at_[i]];
    }

    void place(std::uint32_t leaf, std::uint32_t host) {
        tables_.port(g_.leaves[leaf], host) = g_.port_of[host];
        if (weighed_ == Weighed::used) {
            std::ranges::fill(is_used_, std::uint8_t{0});
            for (const std::uint32_t s : g_.leaves) is_used_[s] = 1;
        }
        for (std::size_t i = 0; i < switches_.size(); ++i) {
            const std::uint32_t best = best_port(i);
            const std::uint32_t sw = switches_[i];
            tables_.port(sw, host) = g_.trunks[best].number;
            if (is_used_[sw] == 0) continue;
            ++load_[best];
            is_used_[g_.trunks[best].peer] = 1;
        }
    }

    const SwitchGraph& g_;
    const Steps& steps_;
    Weighed weighed_;
    std::vector<std::uint32_t> load_;  // by trunk of g_
    std::vector<std::uint8_t> is_used_;
    ForwardingTables tables_;
    std::vector<std::uint32_t> switches_;
    std::vector<std::uint32_t> choices_;  // trunks of g_
    std::vector<std::uint32_t> first_;
    std::vector<std::uint32_t> least_;  // of each of switches_: the least load of its choices
    std::vector<std::uint32_t> at_;     // where the search for it goes on
};

}  // namespace

ForwardingTables balanced_tables(const SwitchGraph& g, const Steps& steps, Weighed weighed) {
    return Balance{g, steps, weighed}.place_all();
}

}  // namespace datahall
