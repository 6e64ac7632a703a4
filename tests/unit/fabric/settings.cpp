#include "tests/unit/fabric/settings.hpp"

#include <stdexcept>

#include "datahall/model/registry.hpp"

#include "sim/config/reader.hpp"

namespace datahall {

void register_dragonfly(Registry<TopologyGenerator>& registry);
void register_dragonfly_plus(Registry<TopologyGenerator>& registry);
void register_fat_tree(Registry<TopologyGenerator>& registry);
void register_hyperx(Registry<TopologyGenerator>& registry);
void register_leaf_spine(Registry<TopologyGenerator>& registry);
void register_rail_optimized(Registry<TopologyGenerator>& registry);
void register_torus(Registry<TopologyGenerator>& registry);
void register_xgft(Registry<TopologyGenerator>& registry);

std::unique_ptr<TopologyGenerator> make_topology(const std::string& model, const std::string& settings) {
    Registry<TopologyGenerator> registry;
    register_dragonfly(registry);
    register_dragonfly_plus(registry);
    register_fat_tree(registry);
    register_hyperx(registry);
    register_leaf_spine(registry);
    register_rail_optimized(registry);
    register_torus(registry);
    register_xgft(registry);
    const YamlTree tree = parse_yaml(settings, "settings");
    Problems problems;
    ReadContext context;
    Reader reader{tree.root, problems, context};
    return registry.find(model)->make(reader);
}

FabricPlan wire(const std::string& model, const FabricDemand& demand, const std::string& settings) {
    const auto generator = make_topology(model, settings);
    if (!generator) throw std::logic_error{"settings refused: " + model + " " + settings};
    return generator->generate(demand);
}

}  // namespace datahall
