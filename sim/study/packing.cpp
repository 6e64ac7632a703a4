#include "sim/study/packing.hpp"

#include "datahall/fragmentation.hpp"
#include "datahall/random.hpp"

#include "sim/run/jobs/shared_nodes.hpp"

namespace datahall {
namespace {

// Requests as likely as they are often in the mix.
class RequestDraws {
public:
    explicit RequestDraws(const PackingSetup& setup)
        : stream_{stream_key(setup.seed, "packing#requests"), setup.replication}, mix_{setup.mix} {
        for (const RequestCount& r : mix_) upto_.push_back((upto_.empty() ? 0 : upto_.back()) + r.jobs);
    }
    const ShareRequest& next() {
        const auto jobs = static_cast<double>(upto_.back());
        const auto at = static_cast<std::uint64_t>(stream_.uniform() * jobs);
        const auto found = std::ranges::upper_bound(upto_, at);
        return mix_[static_cast<std::size_t>(found - upto_.begin())].request;
    }

private:
    RandomStream stream_;
    const std::vector<RequestCount>& mix_;
    std::vector<std::uint64_t> upto_;  // jobs of this request and those before
};

// Keeps the expected unusable capacity of all nodes up to date.
class Unusable {
public:
    Unusable(const SharedCluster& cluster, const std::vector<RequestCount>& mix)
        : cluster_{cluster}, mix_{mix} {
        for (const NodeRoom& node : cluster.left()) sum_ += of_node_.emplace_back(mix_.unusable(node));
    }
    void look_again(std::uint32_t node) {
        const std::int64_t now = mix_.unusable(cluster_.left()[node]);
        sum_ += now - of_node_[node];
        of_node_[node] = now;
    }
    /// In thousandths of a GPU.
    double expected() const { return static_cast<double>(sum_) / static_cast<double>(mix_.jobs()); }

private:
    const SharedCluster& cluster_;
    RequestMix mix_;
    std::vector<std::int64_t> of_node_;
    std::int64_t sum_ = 0;
};

}  // namespace

PackingResult pack(SharingPolicy& policy, const PackingSetup& setup) {
    SharedCluster cluster{setup.nodes};
    policy.open({.seed = setup.seed, .replication = setup.replication, .path = "packing"}, setup.mix);
    RequestDraws draws{setup};
    Unusable unusable{cluster, setup.mix};
    PackingResult result;
    const auto all = static_cast<double>(cluster.all_gpu_milli());
    std::int64_t asked = 0;
    double next = 0.0;  // hundredths of demand
    while (static_cast<double>(asked) < setup.demand * all) {
        const ShareRequest& request = draws.next();
        asked += request.all_gpu_milli();
        ++result.arrived;
        if (const auto spot = policy.place(request, cluster)) {
            cluster.take(request, *spot);
            unusable.look_again(spot->node);
        } else {
            ++result.turned_away;
        }
        const double demand = static_cast<double>(asked) / all;
        if (demand * 100.0 < next && demand < setup.demand) continue;
        result.curve.push_back({.demand = demand,
                                .allocated = static_cast<double>(cluster.held_gpu_milli()) / all,
                                .unusable = unusable.expected() / all});
        next += 1.0;
    }
    return result;
}

}  // namespace datahall
