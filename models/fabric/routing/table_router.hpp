// Routes by forwarding tables: at every switch, the port that its table names for the destination.
#pragma once

#include <cstdint>
#include <vector>

#include "datahall/model/routing.hpp"

#include "models/fabric/routing/forwarding_tables.hpp"
#include "models/fabric/routing/switch_graph.hpp"

namespace datahall {

/// Which link leaves a switch by a port number.
class PortLinks {
public:
    explicit PortLinks(const FabricGraph& graph);
    /// SwitchGraph::none where the port does not exist, has no cable, or one that carries nothing; for port 0
    /// too, which stands for no entry.
    std::uint32_t link(std::uint32_t sw, std::uint16_t port) const {
        const std::uint32_t at = first_[sw] + port;
        return at < first_[sw + 1] ? links_[at] : SwitchGraph::none;
    }

private:
    std::vector<std::uint32_t> first_;  // switches + 1
    std::vector<std::uint32_t> links_;  // by switch, then port number from 0
};

class TableRouter final : public Router {
public:
    /// The graph must outlive it.  Memory: two bytes for each switch and host.
    TableRouter(const FabricGraph& graph, const SwitchGraph& switches, ForwardingTables tables);

    /// One hop a switch.  False where a table has no entry, an entry leads nowhere, or the route circles.
    bool route(const FlowKey& flow, std::vector<PathHop>& path) const override;

    const ForwardingTables& tables() const { return tables_; }

private:
    const FabricGraph& graph_;
    std::vector<std::uint32_t> link_of_;  // by host, to its leaf
    PortLinks links_;
    ForwardingTables tables_;
};

}  // namespace datahall
