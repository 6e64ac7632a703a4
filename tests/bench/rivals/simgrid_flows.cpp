// SimGrid's flows on a fat tree: the program datahall-bench-simgrid-flows.
//
//   datahall-bench-simgrid-flows FLOWS DOWN UP PARALLEL BYTES_PER_S
//
// FLOWS is a file of lines `id source destination bytes start_ns`; DOWN, UP and PARALLEL are the tree by
// level, such as 32,32 1,32 1,1.  Prints the CPU time of the run, the platform not counted, then the end of
// each flow in seconds. The network is reduced to pure max-min sharing: no latency, no cross traffic, no
// window.
#include <cstdint>
#include <cstdio>
#include <ctime>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <simgrid/s4u.hpp>

namespace {

namespace s4u = simgrid::s4u;

struct Flow {
    unsigned source = 0;
    unsigned destination = 0;
    std::uint64_t bytes = 0;
    std::int64_t start_ns = 0;
};

std::vector<Flow> read_flows(const char* path) {
    std::vector<Flow> flows;
    std::ifstream file{path};
    std::string line;
    while (std::getline(file, line)) {
        if (line.empty() || line.front() == '#') continue;
        std::istringstream words{line};
        std::size_t id = 0;
        Flow flow;
        if (words >> id >> flow.source >> flow.destination >> flow.bytes >> flow.start_ns)
            flows.push_back(flow);
    }
    return flows;
}

std::vector<unsigned> numbers_of(const std::string& text) {
    std::vector<unsigned> numbers;
    std::istringstream words{text};
    std::string word;
    while (std::getline(words, word, ',')) numbers.push_back(static_cast<unsigned>(std::stoul(word)));
    return numbers;
}

double cpu_s() {
    timespec now{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 7) {
        std::fprintf(stderr, "usage: %s FLOWS DOWN UP PARALLEL BYTES_PER_S ENDS\n", argv[0]);
        return 2;
    }
    std::vector<std::string> words{argv[0],
                                   "--log=root.thresh:critical",
                                   "--cfg=contexts/stack-size:64",
                                   "--cfg=network/model:CM02",
                                   "--cfg=network/crosstraffic:0",
                                   "--cfg=network/TCP-gamma:0",
                                   "--cfg=network/bandwidth-factor:1",
                                   "--cfg=network/latency-factor:1",
                                   "--cfg=network/weight-S:0"};
    std::vector<char*> options;
    for (std::string& word : words) options.push_back(word.data());
    int count = static_cast<int>(options.size());
    options.push_back(nullptr);
    s4u::Engine engine{&count, options.data()};

    const std::vector<Flow> flows = read_flows(argv[1]);
    const std::vector<unsigned> down = numbers_of(argv[2]);
    std::vector<s4u::Host*> hosts;
    const s4u::ClusterCallbacks callbacks{
        [&hosts](s4u::NetZone* zone, const std::vector<unsigned long>&, unsigned long id) {
            s4u::Host* host = zone->create_host("host-" + std::to_string(id), 1e9);
            hosts.push_back(host);
            return std::make_pair(host->get_netpoint(),
                                  static_cast<simgrid::kernel::routing::NetPoint*>(nullptr));
        }};
    s4u::create_fatTree_zone(
        "tree", nullptr, {static_cast<unsigned>(down.size()), down, numbers_of(argv[3]), numbers_of(argv[4])},
        callbacks, std::stod(argv[5]), 0.0, s4u::Link::SharingPolicy::SPLITDUPLEX)
        ->seal();

    std::vector<double> ends(flows.size(), -1.0);
    s4u::Actor::create("starter", hosts.front(), [&] {
        for (std::size_t i = 0; i < flows.size(); ++i) {
            const Flow& flow = flows[i];
            s4u::this_actor::sleep_until(static_cast<double>(flow.start_ns) * 1e-9);
            s4u::Actor::create("flow", hosts[flow.source], [&ends, &flow, &hosts, i] {
                s4u::Comm::sendto(hosts[flow.source], hosts[flow.destination], flow.bytes);
                ends[i] = s4u::Engine::get_clock();
            });
        }
    });
    const double before = cpu_s();
    engine.run();
    std::FILE* const file = std::fopen(argv[6], "w");
    if (file == nullptr) return 4;
    std::fprintf(file, "%.6f\n", cpu_s() - before);
    for (const double end : ends) std::fprintf(file, "%.12f\n", end);
    return std::fclose(file) == 0 ? 0 : 4;
}
