// Jobs in duty cycles against hand calculations and the bounds of the model.
#include "sim/fabric/duty_cycle.hpp"

#include <algorithm>
#include <cstddef>
#include <vector>

#include "tests/support/catch.hpp"
#include "tests/support/splitmix.hpp"

using namespace datahall;

namespace {

CyclingJob job(double compute_s, double communication_s, std::vector<LinkPart> parts, double overlap = 0.0) {
    return {compute_s, communication_s, communication_s, overlap, std::move(parts)};
}

}  // namespace

TEST_CASE("a job alone communicates as long as it does alone") {
    DutyCycles cycles{2};
    const std::uint32_t a = cycles.add(job(3.0, 1.0, {{0, 1.0}}));
    cycles.settle();
    CHECK(cycles.communication_s(a) == 1.0);
    CHECK(cycles.iteration_s(a) == 4.0);
    CHECK(cycles.duty(a) == 0.25);
    CHECK(cycles.use(0) == 0.25);
    CHECK(cycles.use(1) == 0.0);
}

TEST_CASE("two equal jobs on one link slow each other by the other's duty") {
    // T' = T (1 + d), d = T' / (C + T'): with T = 1 and C = 3, T'^2 + 3 T' = T' + 3 + T', so T' = (sqrt(13) -
    // 1) / 2.
    DutyCycles cycles{1};
    const std::uint32_t a = cycles.add(job(3.0, 1.0, {{0, 1.0}}));
    const std::uint32_t b = cycles.add(job(3.0, 1.0, {{0, 1.0}}));
    cycles.settle();
    const double expected = 1.302775637731995;
    CHECK(cycles.communication_s(a) == Approx(expected).epsilon(1e-5));
    CHECK(cycles.communication_s(b) == Approx(expected).epsilon(1e-5));
}

TEST_CASE("jobs that hardly compute share a link for good, jobs that hardly talk do not notice each other") {
    DutyCycles busy{1};
    const std::uint32_t a = busy.add(job(1e-9, 1.0, {{0, 1.0}}));
    busy.add(job(1e-9, 1.0, {{0, 1.0}}));
    busy.settle();
    CHECK(busy.communication_s(a) == Approx(2.0).epsilon(1e-5));
    DutyCycles quiet{1};
    const std::uint32_t b = quiet.add(job(1e9, 1.0, {{0, 1.0}}));
    quiet.add(job(1e9, 1.0, {{0, 1.0}}));
    quiet.settle();
    CHECK(quiet.communication_s(b) == Approx(1.0).epsilon(1e-6));
}

TEST_CASE("parts that fit a link together do not slow each other") {
    DutyCycles cycles{1};
    const std::uint32_t a = cycles.add(job(1e-9, 1.0, {{0, 0.5}}));
    cycles.add(job(1e-9, 1.0, {{0, 0.5}}));
    cycles.settle();
    CHECK(cycles.communication_s(a) == 1.0);
}

TEST_CASE("a small part keeps its rate beside a large one") {
    // Max-min sharing of parts 0.1 and 1: the small one has its 0.1, the large one 0.9.
    DutyCycles cycles{1};
    const std::uint32_t small = cycles.add(job(1e-9, 1.0, {{0, 0.1}}));
    const std::uint32_t large = cycles.add(job(1e-9, 1.0, {{0, 1.0}}));
    cycles.settle();
    CHECK(cycles.communication_s(small) == Approx(1.0).epsilon(1e-6));
    CHECK(cycles.communication_s(large) == Approx(1.1).epsilon(1e-5));
}

TEST_CASE("what overlaps computing does not lengthen an iteration") {
    DutyCycles cycles{1};
    const std::uint32_t a = cycles.add(job(4.0, 3.0, {{0, 1.0}}, 0.5));
    cycles.settle();
    CHECK(cycles.iteration_s(a) == 5.0);
    CHECK(cycles.duty(a) == 0.6);
}

TEST_CASE("when the others have gone a job is as fast as alone") {
    DutyCycles cycles{3};
    const std::uint32_t a = cycles.add(job(1.0, 1.0, {{0, 1.0}, {1, 0.7}}));
    const std::uint32_t b = cycles.add(job(1.0, 1.0, {{1, 0.9}, {2, 1.0}}));
    const std::uint32_t c = cycles.add(job(2.0, 1.0, {{2, 1.0}}));
    cycles.settle();
    CHECK(cycles.communication_s(a) > 1.0);
    cycles.remove(b);
    cycles.remove(c);
    const std::vector<std::uint32_t> changed = cycles.settle();
    CHECK(std::ranges::count(changed, a) == 1);
    CHECK(cycles.communication_s(a) == Approx(1.0).epsilon(1e-6));
    CHECK(cycles.use(2) == 0.0);
}

// The same equations over all jobs at once, half a step at a time, from nobody else or from the slowest.
std::vector<double> plain_fixed_point(const std::vector<CyclingJob>& jobs, std::size_t links, double start) {
    std::vector<double> seconds;
    for (const CyclingJob& j : jobs) seconds.push_back(j.communication_s * start);
    const auto part = [&](std::size_t j, std::size_t link) {
        for (const LinkPart& at : jobs[j].parts) {
            if (at.link == link) return at.part;
        }
        return 0.0;
    };
    // What max-min sharing leaves the largest: found by filling, an equal step for all at a time.
    const auto level = [&](std::size_t link) {
        double low = 0.0;
        double high = 1.0;
        for (int i = 0; i < 200; ++i) {
            const double middle = (low + high) / 2;
            double sum = 0.0;
            for (std::size_t j = 0; j < jobs.size(); ++j) sum += std::min(part(j, link), middle);
            (sum <= 1.0 ? low : high) = middle;
        }
        return low;
    };
    std::vector<double> levels;
    std::vector<double> sums(links, 0.0);
    for (std::size_t l = 0; l < links; ++l) {
        levels.push_back(level(l));
        for (std::size_t j = 0; j < jobs.size(); ++j) sums[l] += part(j, l);
    }
    for (int round = 0; round < 3'000; ++round) {
        std::vector<double> next = seconds;
        for (std::size_t j = 0; j < jobs.size(); ++j) {
            double worst = 1.0;
            for (std::size_t l = 0; l < links; ++l) {
                const double own = part(j, l);
                if (own == 0.0 || sums[l] <= 1.0 + 1e-9) continue;
                double d = 1.0;
                for (std::size_t k = 0; k < jobs.size(); ++k) {
                    const CyclingJob& other = jobs[k];
                    const double hidden = other.overlap * other.compute_s;
                    const double iteration = other.compute_s + std::max(0.0, seconds[k] - hidden);
                    if (k != j) d += std::min(1.0, seconds[k] / iteration) * std::min(1.0, part(k, l) / own);
                }
                worst = std::max(worst, std::min(d, own / std::min(own, levels[l])));
            }
            next[j] += 0.5 * (std::max(jobs[j].communication_s, jobs[j].fabric_s * worst) - seconds[j]);
        }
        seconds = next;
    }
    return seconds;
}

TEST_CASE("whatever comes and goes, the fixed point is that of a plain solver") {
    for (std::uint64_t seed = 1; seed <= 40; ++seed) {
        CAPTURE(seed);
        SplitMix random{seed};
        DutyCycles cycles{6};
        std::vector<std::uint32_t> all;
        for (int i = 0; i < 16; ++i) {
            std::vector<LinkPart> parts;
            const double wide = random.below(2) == 0 ? 1.0 : 0.3;  // many links give one bound, or none does
            for (std::uint32_t l = 0; l < 6; ++l) {
                const double part = random.below(2) == 0 ? wide : 0.05 + 0.95 * random.unit();
                if (random.below(2) == 0) parts.push_back({l, part});
            }
            const double overlap = random.below(2) == 0 ? 0.0 : random.unit();
            CyclingJob one = job(0.1 + random.unit(), 0.1 + random.unit(), parts, overlap);
            one.fabric_s *= 0.5 + 0.5 * random.unit();
            all.push_back(cycles.add(one));
            if (random.below(3) == 0) {
                const auto gone = all.begin() + static_cast<std::ptrdiff_t>(
                                                    random.below(static_cast<std::uint32_t>(all.size())));
                cycles.remove(*gone);
                all.erase(gone);
            }
            if (random.below(2) == 0) cycles.settle();
        }
        cycles.settle();
        std::vector<CyclingJob> jobs;
        for (const std::uint32_t j : all) jobs.push_back(cycles.job(j));
        for (const double start : {1.0, 10.0}) {
            const std::vector<double> expected = plain_fixed_point(jobs, 6, start);
            for (std::size_t i = 0; i < all.size(); ++i)
                CHECK(cycles.communication_s(all[i]) == Approx(expected[i]).epsilon(1e-5));
        }
    }
}

TEST_CASE("random jobs lie between nobody else and everybody always, and at the fixed point") {
    for (std::uint64_t seed = 1; seed <= 100; ++seed) {
        SplitMix random{seed};
        DutyCycles cycles{5};
        std::vector<std::uint32_t> all;
        for (int i = 0; i < 12; ++i) {
            std::vector<LinkPart> parts;
            for (std::uint32_t l = 0; l < 5; ++l) {
                if (random.below(2) == 0) parts.push_back({l, 0.05 + 0.95 * random.unit()});
            }
            all.push_back(cycles.add(job(0.1 + random.unit(), 0.1 + random.unit(), parts)));
            if (random.below(3) == 0) {
                cycles.remove(all.front());
                all.erase(all.begin());
            }
            cycles.settle();
        }
        for (const std::uint32_t j : all) {
            const CyclingJob& own = cycles.job(j);
            double by_duty = 1.0;
            double always = 1.0;
            for (const LinkPart& at : own.parts) {
                double sum = 0.0;
                double d = 1.0;
                double n = 0.0;
                for (const std::uint32_t k : all) {
                    for (const LinkPart& other : cycles.job(k).parts) {
                        if (other.link != at.link) continue;
                        sum += other.part;
                        n += 1.0;
                        if (k != j) d += cycles.duty(k) * std::min(1.0, other.part / at.part);
                    }
                }
                if (sum <= 1.0) continue;
                by_duty = std::max(by_duty, d);
                always = std::max(always, at.part * n);  // no job has less than its equal share
            }
            const double factor = cycles.communication_s(j) / own.communication_s;
            CHECK(factor >= 1.0);
            CHECK(factor <= std::min(by_duty, always) * (1 + 1e-4));
        }
    }
}
