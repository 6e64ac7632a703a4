// The solver against hand calculations, a plain solver, and the certificate.
#include "sim/fabric/max_min.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <optional>

#include "sim/fabric/max_min_check.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/splitmix.hpp"
#include "tests/unit/flows/plain_max_min.hpp"

using namespace datahall;

namespace {

std::uint32_t add(MaxMin& rates, std::vector<PathHop> path, double weight = 1.0,
                  double cap = std::numeric_limits<double>::infinity()) {
    return rates.add({path, weight, cap});
}

// A solver and what it was told, under random changes.
class Pair {
public:
    Pair(std::uint64_t seed) : random_{seed} {
        const std::uint32_t links = 2 + random_.below(10);
        for (std::uint32_t l = 0; l < links; ++l) capacities_.push_back(1 + random_.below(8));
        rates_.emplace(capacities_);
    }

    void change_a_few() {
        for (std::uint32_t i = 1 + random_.below(4); i > 0; --i) {
            const std::uint32_t what = random_.below(10);
            if (what < 6) {
                add_flow();
            } else if (what < 9 && !flows_.empty()) {
                auto at = flows_.begin();
                std::advance(at, random_.below(static_cast<std::uint32_t>(flows_.size())));
                rates_->remove(at->first);
                flows_.erase(at);
            } else if (what == 9) {
                const std::uint32_t link = random_.below(static_cast<std::uint32_t>(capacities_.size()));
                capacities_[link] = random_.below(5) == 0 ? 0.0 : 1 + random_.below(8);
                rates_->set_capacity(link, capacities_[link]);
            }
        }
        rates_->solve();
    }

    // Largest difference from the plain solver, relative to the largest capacity.
    double difference() const {
        std::vector<PlainFlow> all;
        for (const auto& [number, flow] : flows_) all.push_back(flow);
        const std::vector<double> expected = plain_max_min(all, capacities_);
        double worst = 0.0;
        std::size_t i = 0;
        for (const auto& [number, flow] : flows_) {
            const double difference = std::abs(rates_->rate(number) - expected[i]);
            worst = std::max(worst, difference / std::max(1e-3, expected[i]));
            ++i;
        }
        return worst;
    }
    std::string violation() const { return why_not_max_min(*rates_); }

private:
    void add_flow() {
        PlainFlow flow;
        const std::uint32_t hops = 1 + random_.below(4);
        for (std::uint32_t h = 0; h < hops; ++h) {
            const std::uint32_t link = random_.below(static_cast<std::uint32_t>(capacities_.size()));
            flow.path.push_back({link, random_.below(3) == 0 ? 0.5 : 1.0});
        }
        if (random_.below(4) == 0) flow.weight = 1 + random_.below(3);
        if (random_.below(5) == 0) flow.cap = 0.25 * (1 + random_.below(8));
        flows_[rates_->add({flow.path, flow.weight, flow.cap})] = flow;
    }

    SplitMix random_;
    std::vector<double> capacities_;
    std::optional<MaxMin> rates_;
    std::map<std::uint32_t, PlainFlow> flows_;
};

}  // namespace

TEST_CASE("equal flows on one link have equal parts of it") {
    const std::array capacities{10.0};
    MaxMin rates{capacities};
    std::vector<std::uint32_t> flows;
    for (int i = 0; i < 10'000; ++i) flows.push_back(add(rates, {{0, 1.0}}));
    rates.solve();
    for (const std::uint32_t f : flows) CHECK(rates.rate(f) == Approx(10.0 / 10'000).epsilon(1e-12));
}

TEST_CASE("a flow that cannot use its part leaves it to the others") {
    const std::array capacities{10.0};
    MaxMin rates{capacities};
    const std::uint32_t a = add(rates, {{0, 1.0}}, 1.0, 2.0);
    const std::uint32_t b = add(rates, {{0, 1.0}});
    const std::uint32_t c = add(rates, {{0, 1.0}});
    rates.solve();
    CHECK(rates.rate(a) == Approx(2.0).epsilon(1e-12));
    CHECK(rates.rate(b) == Approx(4.0).epsilon(1e-12));
    CHECK(rates.rate(c) == Approx(4.0).epsilon(1e-12));
}

TEST_CASE("a flow over two links has what the tighter one leaves it") {
    // X = 1 is shared by flows 1 and 2, Y = 2 by 2 and 3: 0.5, 0.5, and 2 - 0.5.
    const std::array capacities{1.0, 2.0};
    MaxMin rates{capacities};
    const std::uint32_t one = add(rates, {{0, 1.0}});
    const std::uint32_t two = add(rates, {{0, 1.0}, {1, 1.0}});
    const std::uint32_t three = add(rates, {{1, 1.0}});
    rates.solve();
    CHECK(rates.rate(one) == Approx(0.5).epsilon(1e-12));
    CHECK(rates.rate(two) == Approx(0.5).epsilon(1e-12));
    CHECK(rates.rate(three) == Approx(1.5).epsilon(1e-12));
}

TEST_CASE("weights share in proportion, split flows load each link by their share") {
    const std::array capacities{9.0, 4.0, 100.0};
    MaxMin rates{capacities};
    const std::uint32_t light = add(rates, {{0, 1.0}}, 1.0);
    const std::uint32_t heavy = add(rates, {{0, 1.0}}, 2.0);
    // Half of it over link 1: 4 / 0.5 = 8.
    const std::uint32_t split = add(rates, {{1, 0.5}, {2, 0.5}});
    rates.solve();
    CHECK(rates.rate(light) == Approx(3.0).epsilon(1e-12));
    CHECK(rates.rate(heavy) == Approx(6.0).epsilon(1e-12));
    CHECK(rates.rate(split) == Approx(8.0).epsilon(1e-12));
    CHECK(rates.load(2) == Approx(4.0).epsilon(1e-12));
}

TEST_CASE("a link that comes twice in a path counts twice") {
    const std::array capacities{6.0};
    MaxMin rates{capacities};
    const std::uint32_t twice = add(rates, {{0, 1.0}, {0, 1.0}});
    const std::uint32_t once = add(rates, {{0, 1.0}});
    rates.solve();
    CHECK(rates.rate(twice) == Approx(2.0).epsilon(1e-12));
    CHECK(rates.rate(once) == Approx(2.0).epsilon(1e-12));
    rates.remove(twice);
    rates.solve();
    CHECK(rates.rate(once) == Approx(6.0).epsilon(1e-12));
    CHECK(rates.flows_on(0).size() == 1);
}

TEST_CASE("nothing moves over a failed link, and all of it moves again after the repair") {
    const std::array capacities{4.0, 4.0};
    MaxMin rates{capacities};
    const std::uint32_t a = add(rates, {{0, 1.0}});
    const std::uint32_t b = add(rates, {{0, 1.0}, {1, 1.0}});
    const std::uint32_t c = add(rates, {{1, 1.0}});
    rates.solve();
    rates.set_capacity(0, 0.0);
    const std::span<const RateChange> changes = rates.solve();
    CHECK(changes.size() == 3);
    CHECK(rates.rate(a) == 0.0);
    CHECK(rates.rate(b) == 0.0);
    CHECK(rates.rate(c) == Approx(4.0).epsilon(1e-12));
    rates.set_capacity(0, 4.0);
    rates.solve();
    for (const std::uint32_t f : {a, b, c}) CHECK(rates.rate(f) == Approx(2.0).epsilon(1e-12));
}

TEST_CASE("one batch takes departures, arrivals and new capacities together") {
    const std::array capacities{4.0, 8.0};
    MaxMin rates{capacities};
    const std::uint32_t a = add(rates, {{0, 1.0}});
    const std::uint32_t b = add(rates, {{0, 1.0}, {1, 1.0}});
    rates.solve();
    rates.remove(a);
    rates.set_capacity(1, 2.0);
    const std::uint32_t c = add(rates, {{1, 1.0}});
    const std::uint32_t gone = add(rates, {{0, 1.0}});
    rates.remove(gone);
    rates.solve();
    CHECK(rates.rate(b) == Approx(1.0).epsilon(1e-12));
    CHECK(rates.rate(c) == Approx(1.0).epsilon(1e-12));
    CHECK(rates.active() == 2);
    CHECK(rates.load(0) == Approx(1.0).epsilon(1e-12));
}

TEST_CASE("when all have gone every link is empty") {
    const std::array capacities{4.0, 8.0, 2.0};
    MaxMin rates{capacities};
    std::vector<std::uint32_t> flows;
    for (std::uint32_t i = 0; i < 30; ++i) flows.push_back(add(rates, {{i % 3, 1.0}, {(i + 1) % 3, 1.0}}));
    rates.solve();
    for (const std::uint32_t f : flows) rates.remove(f);
    rates.solve();
    CHECK(rates.active() == 0);
    for (const std::uint32_t link : {0U, 1U, 2U}) {
        CHECK(rates.load(link) == 0.0);
        CHECK(rates.flows_on(link).empty());
    }
}

TEST_CASE("rates kept up to date are those of all flows solved from nothing") {
    double worst = 0.0;
    for (std::uint64_t seed = 1; seed <= 1'500; ++seed) {
        Pair pair{seed};
        for (int batch = 0; batch < 30; ++batch) {
            pair.change_a_few();
            const std::string violation = pair.violation();
            INFO("seed " << seed << ", batch " << batch << ": " << violation);
            REQUIRE(violation.empty());
            const double difference = pair.difference();
            REQUIRE(difference < 1e-7);
            worst = std::max(worst, difference);
        }
    }
    // Ties within the tolerance may be broken either way: 1e-9 for each of a few levels.
    CHECK(worst < 1e-8);
}

TEST_CASE("rates do not depend on the order of arrivals or on numbers") {
    const std::vector<double> capacities{3.0, 5.0, 2.0, 7.0};
    const std::vector<std::vector<PathHop>> paths{{{0, 1.0}, {1, 1.0}}, {{1, 1.0}, {2, 1.0}}, {{3, 1.0}},
                                                  {{2, 1.0}, {3, 1.0}}, {{0, 1.0}, {3, 1.0}}, {{1, 1.0}}};
    std::vector<std::size_t> order{0, 1, 2, 3, 4, 5};
    std::vector<double> first;
    do {
        MaxMin rates{capacities};
        std::vector<std::uint32_t> number(paths.size());
        for (const std::size_t i : order) {
            number[i] = add(rates, paths[i]);
            rates.solve();
        }
        std::vector<double> found;
        for (const std::uint32_t n : number) found.push_back(rates.rate(n));
        if (first.empty()) first = found;
        for (std::size_t i = 0; i < found.size(); ++i) REQUIRE(found[i] == Approx(first[i]).epsilon(1e-9));
    } while (std::next_permutation(order.begin(), order.end()));
}

TEST_CASE("more capacity and fewer flows never lower the smallest rate") {
    for (std::uint64_t seed = 1; seed <= 200; ++seed) {
        SplitMix random{seed};
        std::vector<double> capacities;
        for (int l = 0; l < 6; ++l) capacities.push_back(1 + random.below(9));
        MaxMin rates{capacities};
        std::vector<std::uint32_t> flows;
        for (int f = 0; f < 12; ++f) {
            flows.push_back(add(rates, {{random.below(6), 1.0}, {random.below(6), 1.0}}));
        }
        const auto smallest = [&] {
            rates.solve();
            double least = rates.rate(flows.front());
            for (const std::uint32_t f : flows) least = std::min(least, rates.rate(f));
            return least;
        };
        const double before = smallest();
        const std::uint32_t link = random.below(6);
        rates.set_capacity(link, capacities[link] * 2);
        const double wider = smallest();
        CHECK(wider >= before * (1 - 1e-9));
        rates.remove(flows.back());
        flows.pop_back();
        CHECK(smallest() >= wider * (1 - 1e-9));
    }
}
