#include "sim/study/density.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>
#include <vector>

#include "datahall/distributions.hpp"
#include "datahall/random.hpp"

namespace datahall {
namespace {

constexpr std::size_t draws = 400'000;  // the 95th percentile moves by 0.006 from seed to seed

/// One input of the ratio: low, mode, high, with random numbers of its own.
class Spread {
public:
    template <class Quantity>
    Spread(const std::vector<Quantity>& range, RandomStream stream) : stream_{stream} {
        if (range.size() != 3) throw std::logic_error{"a planning range has low, mode and high"};
        shape_ = {range[0].si(), range[1].si(), range[2].si()};
    }
    double draw() {
        const double u = stream_.uniform();
        return shape_.a < shape_.b ? quantile::triangular(u, shape_) : shape_.mode;
    }

private:
    quantile::Triangle shape_;
    RandomStream stream_;
};

// Type 7: linear between the order statistics at p (n - 1).
double quantile_of(const std::vector<double>& sorted, double p) {
    const double at = p * static_cast<double>(sorted.size() - 1);
    const auto below = static_cast<std::size_t>(at);
    const std::size_t above = std::min(below + 1, sorted.size() - 1);
    return sorted[below] + (at - std::floor(at)) * (sorted[above] - sorted[below]);
}

std::string both(const std::string& a, const std::string& b) {
    return a == b ? a : a + "; " + b;
}

}  // namespace

DensityBand density_band(const PlanningRange& a, const PlanningRange& b, std::uint64_t seed) {
    RandomStreams streams{seed};
    Spread power_a{a.rack_power, streams.open("design#density/power-of-base")};
    Spread area_a{a.area_per_rack, streams.open("design#density/area-of-base")};
    Spread power_b{b.rack_power, streams.open("design#density/power")};
    Spread area_b{b.area_per_rack, streams.open("design#density/area")};
    std::vector<double> ratios(draws);
    double sum = 0.0;
    for (double& ratio : ratios) {
        ratio = (power_b.draw() / area_b.draw()) / (power_a.draw() / area_a.draw());
        sum += ratio;
    }
    std::ranges::sort(ratios);
    return {.p5 = quantile_of(ratios, 0.05),
            .p50 = quantile_of(ratios, 0.50),
            .p95 = quantile_of(ratios, 0.95),
            .source = both(a.source, b.source),
            .mean = sum / static_cast<double>(draws)};
}

}  // namespace datahall
