#include "models/fabric/routing/route_faults.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "models/fabric/routing/table_router.hpp"

namespace datahall {
namespace {

constexpr std::size_t most_named = 8;  // switches of a loop

// Follows the routes to one host after the other; every switch is visited once a host.
class Tracer {
public:
    Tracer(const FabricGraph& graph, const SwitchGraph& switches, const ForwardingTables& tables)
        : graph_{graph}, g_{switches}, tables_{tables}, links_{graph}, state_(g_.switches) {}

    RouteFaults trace() {
        for (std::uint32_t host = 0; host < g_.hosts; ++host) {
            if (g_.leaf_of[host] != SwitchGraph::none) trace_to(host);
        }
        return std::move(faults_);
    }

private:
    enum class State : std::uint8_t { fresh, on_trail, done };

    void trace_to(std::uint32_t host) {
        std::ranges::fill(state_, State::fresh);
        has_loop_ = has_dead_end_ = false;
        for (const std::uint32_t leaf : g_.leaves) follow(leaf, host);
        faults_.loops += has_loop_;
        faults_.dead_ends += has_dead_end_;
    }

    void follow(std::uint32_t sw, std::uint32_t host) {
        trail_.clear();
        while (sw != SwitchGraph::none && state_[sw] == State::fresh) {
            state_[sw] = State::on_trail;
            trail_.push_back(sw);
            sw = next_of(sw, host);
        }
        if (sw != SwitchGraph::none && state_[sw] == State::on_trail) note_loop(sw, host);
        for (const std::uint32_t s : trail_) state_[s] = State::done;
    }

    // The switch behind the entry for a host; none at the host itself and at a dead end, which is noted.
    std::uint32_t next_of(std::uint32_t sw, std::uint32_t host) {
        const std::uint16_t port = tables_.port(sw, host);
        const std::uint32_t link = links_.link(sw, port);
        const bool is_switch = link != SwitchGraph::none && !graph_.is_host(graph_.head(link));
        if (is_switch) return graph_.head(link) - graph_.hosts;
        if (link == SwitchGraph::none || graph_.head(link) != host) note_dead_end(sw, host, port);
        return SwitchGraph::none;
    }

    void note(std::string sentence) {
        if (faults_.sentences.size() < RouteFaults::most_sentences) {
            faults_.sentences.push_back(std::move(sentence));
        }
    }

    void note_dead_end(std::uint32_t sw, std::uint32_t host, std::uint16_t port) {
        if (!has_dead_end_) {
            note(port == ForwardingTables::no_port
                     ? fmt::format("routes to host {} end at switch {}, which has no port for it", host, sw)
                     : fmt::format("routes to host {} end at switch {}, whose port {} does not lead on", host,
                                   sw, port));
        }
        has_dead_end_ = true;
    }

    void note_loop(std::uint32_t sw, std::uint32_t host) {
        if (!has_loop_) {
            std::vector<std::uint32_t> circle(std::ranges::find(trail_, sw), trail_.end());
            std::rotate(circle.begin(), std::ranges::min_element(circle), circle.end());
            const bool is_long = circle.size() > most_named;
            const std::string more =
                is_long ? fmt::format(" and {} others", circle.size() - most_named) : std::string{};
            if (is_long) circle.resize(most_named);
            note(fmt::format("routes to host {} loop through switches {}{}", host, fmt::join(circle, ", "),
                             more));
        }
        has_loop_ = true;
    }

    const FabricGraph& graph_;
    const SwitchGraph& g_;
    const ForwardingTables& tables_;
    PortLinks links_;
    std::vector<State> state_;
    std::vector<std::uint32_t> trail_;
    RouteFaults faults_;
    bool has_loop_ = false;
    bool has_dead_end_ = false;
};

}  // namespace

RouteFaults trace_tables(const FabricGraph& graph, const SwitchGraph& switches,
                         const ForwardingTables& tables) {
    return Tracer{graph, switches, tables}.trace();
}

}  // namespace datahall
