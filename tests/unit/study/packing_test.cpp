// How full jobs that share GPUs can make a cluster: a closed form, and the public comparison of policies.
#include "sim/study/packing.hpp"

#include <fstream>
#include <iterator>
#include <map>

#include "datahall/model/registry.hpp"

#include "models/builtin.hpp"
#include "models/workload/request_shapes.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/settings.hpp"
#include "tests/support/text_lines.hpp"

using namespace datahall;

namespace {

NodeRoom node(std::int64_t cpu_milli, std::uint32_t gpus) {
    NodeRoom room{.cpu_milli = cpu_milli, .memory_mib = 1'000'000};
    room.gpus = gpus;
    std::ranges::fill_n(room.gpu_milli.begin(), gpus, static_cast<std::uint16_t>(whole_gpu));
    return room;
}

std::unique_ptr<SharingPolicy> make(const std::string& name) {
    Models models;
    register_builtin(models);
    Settings none;
    return models.sharing.find(name)->make(none);
}

TextLines shipped(const std::string& file) {
    std::ifstream in{std::string{DATAHALL_SOURCE_DIR "/scenarios/data/jobs/"} + file};
    return TextLines{std::string{std::istreambuf_iterator<char>{in}, {}}, file};
}

}  // namespace

TEST_CASE("jobs of 600 thousandths fill 60 % of every GPU and leave the rest unusable", "[packing]") {
    const PackingSetup setup{
        .nodes = std::vector<NodeRoom>(10, node(64'000, 4)),
        .mix = {{{.cpu_milli = 1'000, .memory_mib = 1, .gpus = 1, .gpu_milli = 600}, 1}},
    };
    const PackingResult r = pack(*make("best_fit"), setup);
    // 1.3 x 40 GPUs in jobs of 0.6: 87 arrive, 40 find a device of their own.
    CHECK(r.arrived == 87);
    CHECK(r.turned_away == 47);
    CHECK(r.last().allocated == Approx(0.6));
    CHECK(r.last().unusable == Approx(0.4));
    CHECK(r.curve.front().allocated == Approx(0.015));
}

TEST_CASE("processors can strand GPUs as well", "[packing]") {
    // Eight processors a node, four for each job: two of four GPUs at most.
    const PackingSetup setup{
        .nodes = std::vector<NodeRoom>(5, node(8'000, 4)),
        .mix = {{{.cpu_milli = 4'000, .memory_mib = 1, .gpus = 1, .gpu_milli = 1'000}, 1}},
    };
    const PackingResult r = pack(*make("gpu_packing"), setup);
    CHECK(r.last().allocated == Approx(0.5));
    CHECK(r.last().unusable == Approx(0.5));
}

// Weng et al. (USENIX ATC 2023, figure 9a) find the same order on the whole list of pods: fragmentation
// gradient descent above the packing policies, those above random.  A quarter of the cluster keeps the test
// short.
TEST_CASE("fragmentation gradient descent packs more than its rivals at saturation", "[packing]") {
    const std::vector<NodeRoom> all = read_node_shapes(shipped("openb_node_shapes.csv"));
    REQUIRE(all.size() == 1'523);
    PackingSetup setup{.nodes = {}, .mix = read_request_shapes(shipped("openb_pod_shapes.csv"))};
    for (std::size_t n = 0; n < all.size(); n += 4) setup.nodes.push_back(all[n]);

    std::map<std::string, double> allocated;
    for (const char* name :
         {"fragmentation_gradient", "best_fit", "gpu_packing", "clustering", "dot_product", "random"}) {
        double sum = 0;
        for (setup.replication = 0; setup.replication < 3; ++setup.replication) {
            sum += pack(*make(name), setup).last().allocated / 3;
        }
        allocated[name] = sum;
    }
    for (const auto& [name, share] : allocated) {
        INFO(name << " " << share << ", fragmentation_gradient " << allocated["fragmentation_gradient"]);
        CHECK(share > 0.80);
        if (name != "fragmentation_gradient") CHECK(allocated["fragmentation_gradient"] > share);
        if (name != "random") CHECK(share > allocated["random"]);
    }
}
