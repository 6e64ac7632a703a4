#include "sim/metrics/load_profile.hpp"

#include <vector>

#include "tests/support/catch.hpp"
#include "tests/support/splitmix.hpp"

using namespace datahall;

namespace {

constexpr std::int64_t second = 1'000'000'000;
constexpr std::int64_t quarter = 900 * second;

// A level from each of these times on, up to `end`.
struct Step {
    std::int64_t ns;
    std::int64_t level;
};
struct Course {
    std::vector<Step> steps;
    std::int64_t end_ns = 0;

    std::int64_t at(std::int64_t ns) const {
        std::int64_t level = 0;
        for (const Step& step : steps) {
            if (step.ns <= ns) level = step.level;
        }
        return level;
    }
    Int128 integral(std::int64_t from, std::int64_t to) const {
        Int128 sum = 0;
        for (std::size_t i = 0; i < steps.size(); ++i) {
            const std::int64_t begin = std::max(from, steps[i].ns);
            const std::int64_t end = std::min(to, i + 1 < steps.size() ? steps[i + 1].ns : end_ns);
            if (begin < end) sum += Int128{steps[i].level} * (end - begin);
        }
        return sum;
    }
};

Course random_course(std::uint64_t seed) {
    SplitMix random{seed};
    Course course;
    std::int64_t t = 0;
    for (int i = 0; i < 200; ++i) {
        course.steps.push_back({t, random.below(1'000) * std::int64_t{1'000'003}});
        // Seconds, minutes, and now and then hours.
        t += (1 + random.below(100)) * (random.below(20) == 0 ? 100 * second : second);
    }
    course.end_ns = t;
    return course;
}

LoadProfile profile_of(const Course& course, Utc start) {
    LoadProfile profile{start};
    for (const Step& step : course.steps) profile.set({step.ns}, step.level);
    return profile.until({course.end_ns});
}

}  // namespace

TEST_CASE("time and energy of a duration curve sum to those of the whole, at any resolution", "[metrics]") {
    const Course course = random_course(GENERATE(1u, 2u, 3u));
    const LoadProfile profile = profile_of(course, {});
    std::int64_t ns = 0;
    Int128 energy = 0;
    const auto& bins = profile.durations().bins();
    for (std::size_t i = 0; i < bins.size(); ++i) {
        ns += bins[i].ns;
        energy += bins[i].integral;
        // The time with a level within the bin, counted step by step.
        const std::int64_t width = profile.durations().bin_width();
        std::int64_t expected = 0;
        for (std::size_t s = 0; s < course.steps.size(); ++s) {
            const bool is_in = course.steps[s].level / width == static_cast<std::int64_t>(i);
            const std::int64_t end = s + 1 < course.steps.size() ? course.steps[s + 1].ns : course.end_ns;
            if (is_in) expected += end - course.steps[s].ns;
        }
        REQUIRE(bins[i].ns == expected);
    }
    CHECK(ns == course.end_ns);
    CHECK(energy == course.integral(0, course.end_ns));
    CHECK(bins.size() <= DurationHistogram::most_bins);
    CHECK(profile.durations().bin_width() < 999 * std::int64_t{1'000'003} / 2'000);
}

TEST_CASE("demand is the highest mean of whole quarters of the calendar", "[metrics]") {
    const Course course = random_course(GENERATE(4u, 5u));
    // 12:07:30: the first whole quarter begins after 450 s.
    const Utc start =
        from_civil({.year = 2024, .month = 1, .day = 10, .hour = 12, .minute = 7, .second = 30});
    Int128 highest = 0;
    for (std::int64_t t = 450 * second; t + quarter <= course.end_ns; t += quarter) {
        highest = std::max(highest, course.integral(t, t + quarter));
    }
    const LoadProfile profile = profile_of(course, start);
    REQUIRE(profile.demand().highest());
    CHECK(*profile.demand().highest() == highest);
    CHECK(profile.demand().months().size() == 1);
}

TEST_CASE("less than a quarter of the calendar has no demand", "[metrics]") {
    LoadProfile profile{from_civil({.year = 2024, .minute = 1})};
    profile.set({0}, 5);
    CHECK_FALSE(profile.until({quarter}).demand().highest());  // 00:01 to 00:16
}

TEST_CASE("each calendar month has its own highest quarter, and a level that holds on has it in each",
          "[metrics]") {
    DemandMeter meter{from_civil({.year = 2024, .month = 1, .day = 31, .hour = 23})};
    const std::int64_t hour = 3'600 * second;
    meter.hold({0}, {hour / 2}, 10);
    meter.hold({hour / 2}, {hour}, 30);
    // February of a leap year and March, then a quarter of April.
    const std::int64_t april = hour + (29 + 31) * 24 * hour;
    meter.hold({hour}, {april + quarter}, 20);
    CHECK(meter.months() == std::vector<Int128>{Int128{30} * quarter, Int128{20} * quarter,
                                                Int128{20} * quarter, Int128{20} * quarter});
}

TEST_CASE("ramps are the largest differences within their windows, steps those at an instant", "[metrics]") {
    const Course course = random_course(GENERATE(6u, 7u, 8u));
    const LoadProfile profile = profile_of(course, {});
    const auto largest = [&](std::int64_t window, int sign) {
        std::int64_t most = 0;
        for (const Step& now : course.steps) {
            // Levels within [now - window, now]: that at its start, and those set in it.
            const std::int64_t start = std::max<std::int64_t>(0, now.ns - window);
            most = std::max(most, sign * (now.level - course.at(start)));
            for (const Step& then : course.steps) {
                if (then.ns >= start && then.ns <= now.ns)
                    most = std::max(most, sign * (now.level - then.level));
            }
        }
        return most;
    };
    CHECK(profile.minute().up() == largest(60 * second, 1));
    CHECK(profile.minute().down() == largest(60 * second, -1));
    CHECK(profile.quarter().up() == largest(quarter, 1));
    CHECK(profile.quarter().down() == largest(quarter, -1));
    std::int64_t up = 0;
    std::int64_t down = 0;
    for (std::size_t i = 1; i < course.steps.size(); ++i) {
        up = std::max(up, course.steps[i].level - course.steps[i - 1].level);
        down = std::max(down, course.steps[i - 1].level - course.steps[i].level);
    }
    CHECK(profile.step_up() == up);
    CHECK(profile.step_down() == down);
}

TEST_CASE("a profile that is restarted knows nothing of before, and reading it changes nothing",
          "[metrics]") {
    LoadProfile profile{{}};
    profile.set({0}, 1'000);
    profile.set({10 * second}, 10);
    profile.restart({20 * second});
    (void)profile.until({30 * second});
    profile.set({40 * second}, 15);
    const LoadProfile end = profile.until({50 * second});
    CHECK(end.step_up() == 5);
    CHECK(end.quarter().down() == 0);
    Int128 energy = 0;
    for (const auto& bin : end.durations().bins()) energy += bin.integral;
    CHECK(energy == Int128{10} * 20 * second + Int128{15} * 10 * second);
}
