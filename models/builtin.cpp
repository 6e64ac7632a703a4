// Every model shipped with datahall, in one readable list.  Add yours: two lines.
#include "models/builtin.hpp"

#include "datahall/model/cooling.hpp"
#include "datahall/model/placement.hpp"
#include "datahall/model/routing.hpp"
#include "datahall/model/scheduler.hpp"
#include "datahall/model/sharing.hpp"
#include "datahall/model/topology.hpp"
#include "datahall/model/weather.hpp"
#include "datahall/model/workload.hpp"

namespace datahall {

void register_chilled_water(Registry<CoolingPlant>& registry);
void register_direct_expansion(Registry<CoolingPlant>& registry);
void register_direct_liquid(Registry<CoolingPlant>& registry);
void register_outside_air(Registry<CoolingPlant>& registry);
void register_epw_weather(Registry<WeatherModel>& registry);
void register_open_meteo_weather(Registry<WeatherModel>& registry);
void register_synthetic_weather(Registry<WeatherModel>& registry);
void register_tmy3_weather(Registry<WeatherModel>& registry);
void register_dragonfly(Registry<TopologyGenerator>& registry);
void register_dragonfly_plus(Registry<TopologyGenerator>& registry);
void register_fabric_file(Registry<TopologyGenerator>& registry);
void register_fat_tree(Registry<TopologyGenerator>& registry);
void register_hyperx(Registry<TopologyGenerator>& registry);
void register_leaf_spine(Registry<TopologyGenerator>& registry);
void register_rail_optimized(Registry<TopologyGenerator>& registry);
void register_torus(Registry<TopologyGenerator>& registry);
void register_xgft(Registry<TopologyGenerator>& registry);
void register_adaptive(Registry<RoutingEngine>& registry);
void register_dfsssp(Registry<RoutingEngine>& registry);
void register_dmodk(Registry<RoutingEngine>& registry);
void register_ecmp_hash(Registry<RoutingEngine>& registry);
void register_ftree(Registry<RoutingEngine>& registry);
void register_lft(Registry<RoutingEngine>& registry);
void register_minhop(Registry<RoutingEngine>& registry);
void register_updn(Registry<RoutingEngine>& registry);
void register_conservative(Registry<JobScheduler>& registry);
void register_easy(Registry<JobScheduler>& registry);
void register_multifactor(Registry<JobScheduler>& registry);
void register_fcfs(Registry<JobScheduler>& registry);
void register_ordered(Registry<JobScheduler>& registry);
void register_first_fit(Registry<PlacementPolicy>& registry);
void register_packed(Registry<PlacementPolicy>& registry);
void register_spread(Registry<PlacementPolicy>& registry);
void register_best_fit(Registry<PlacementPolicy>& registry);
void register_block(Registry<PlacementPolicy>& registry);
void register_first_free(Registry<PlacementPolicy>& registry);
void register_rail(Registry<PlacementPolicy>& registry);
void register_random_nodes(Registry<PlacementPolicy>& registry);
void register_spread_domains(Registry<PlacementPolicy>& registry);
void register_tree(Registry<PlacementPolicy>& registry);
void register_clustering(Registry<SharingPolicy>& registry);
void register_dot_product(Registry<SharingPolicy>& registry);
void register_fragmentation_gradient(Registry<SharingPolicy>& registry);
void register_gpu_packing(Registry<SharingPolicy>& registry);
void register_shared_best_fit(Registry<SharingPolicy>& registry);
void register_shared_random(Registry<SharingPolicy>& registry);
void register_alibaba_pods(Registry<Workload>& registry);
void register_azure_llm(Registry<Workload>& registry);
void register_jobs_csv(Registry<Workload>& registry);
void register_lublin(Registry<Workload>& registry);
void register_philly(Registry<Workload>& registry);
void register_sacct(Registry<Workload>& registry);
void register_steady(Registry<Workload>& registry);
void register_swf(Registry<Workload>& registry);
void register_synthetic(Registry<Workload>& registry);
void register_services(Registry<Workload>& registry);

void register_builtin(Models& m) {
    register_chilled_water(m.cooling);
    register_direct_expansion(m.cooling);
    register_direct_liquid(m.cooling);
    register_outside_air(m.cooling);
    register_epw_weather(m.weather);
    register_open_meteo_weather(m.weather);
    register_synthetic_weather(m.weather);
    register_tmy3_weather(m.weather);
    register_dragonfly(m.topology);
    register_dragonfly_plus(m.topology);
    register_fabric_file(m.topology);
    register_fat_tree(m.topology);
    register_hyperx(m.topology);
    register_leaf_spine(m.topology);
    register_rail_optimized(m.topology);
    register_torus(m.topology);
    register_xgft(m.topology);
    register_adaptive(m.routing);
    register_dfsssp(m.routing);
    register_dmodk(m.routing);
    register_ecmp_hash(m.routing);
    register_ftree(m.routing);
    register_lft(m.routing);
    register_minhop(m.routing);
    register_updn(m.routing);
    register_conservative(m.scheduling);
    register_easy(m.scheduling);
    register_fcfs(m.scheduling);
    register_multifactor(m.scheduling);
    register_ordered(m.scheduling);
    register_first_fit(m.placement);
    register_packed(m.placement);
    register_spread(m.placement);
    register_best_fit(m.placement);
    register_block(m.placement);
    register_first_free(m.placement);
    register_rail(m.placement);
    register_random_nodes(m.placement);
    register_spread_domains(m.placement);
    register_tree(m.placement);
    register_clustering(m.sharing);
    register_dot_product(m.sharing);
    register_fragmentation_gradient(m.sharing);
    register_gpu_packing(m.sharing);
    register_shared_best_fit(m.sharing);
    register_shared_random(m.sharing);
    register_alibaba_pods(m.workload);
    register_azure_llm(m.workload);
    register_jobs_csv(m.workload);
    register_lublin(m.workload);
    register_philly(m.workload);
    register_sacct(m.workload);
    register_steady(m.workload);
    register_swf(m.workload);
    register_synthetic(m.workload);
    register_services(m.workload);
}

}  // namespace datahall
