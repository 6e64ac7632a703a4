// Energy under a signal: split at the hours, whatever happens within them.
#include "sim/run/signal_meter.hpp"

#include <vector>

#include "datahall/units.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/splitmix.hpp"

using namespace datahall;

namespace {

using Carbon = Signal<KilogramsPerJoule>;
constexpr std::int64_t hour_ns = 3'600'000'000'000;
constexpr double joules_per_kwh = 3.6e6;

Carbon hourly(std::vector<double> kg_per_kwh, Utc first) {
    for (double& v : kg_per_kwh) v /= joules_per_kwh;
    return Carbon{{SignalAlign::calendar, first, std::move(kg_per_kwh)}};
}

struct Change {
    Instant at;
    std::int64_t uw;
};

// Powers of a hall, changing at any nanosecond, a few times an hour and then not for hours.
std::vector<Change> changes(std::uint64_t seed, std::int64_t end_ns) {
    SplitMix random{seed};
    std::vector<Change> all;
    for (std::int64_t t = 0; t < end_ns;) {
        all.push_back({Instant{t}, static_cast<std::int64_t>(random.next() % 20'000'000'000'000ULL)});
        const std::uint64_t longest =
            static_cast<std::uint64_t>(random.next() % 5 == 0 ? 7 * hour_ns : hour_ns / 3);
        t += 1 + static_cast<std::int64_t>(random.next() % longest);
    }
    return all;
}

SignalTotals metered(const Carbon& signal, Utc start, const std::vector<Change>& all, Instant end) {
    SignalMeter meter{signal, start};
    for (const Change& c : all) meter.set(c.at, c.uw);
    return meter.total(end);
}

}  // namespace

TEST_CASE("emissions are energy times intensity, hour by hour", "[signals]") {
    const Utc start = from_civil({.year = 2023, .month = 6, .day = 1, .hour = 10, .minute = 20});
    const Carbon signal =
        hourly({0.2, 0.5, 0.1}, from_civil({.year = 2023, .month = 6, .day = 1, .hour = 10}));
    SignalMeter meter{signal, start};
    meter.set({}, 6'000'000'000'000);  // 6 MW: 4 MWh up to 11:00, 6 MWh to 12:00
    CHECK(meter.total(Instant{hour_ns * 2 / 3}).of_energy == Approx(4'000 * 0.2).epsilon(1e-15));
    CHECK(meter.total(Instant{hour_ns * 5 / 3}).of_energy ==
          Approx(4'000 * 0.2 + 6'000 * 0.5).epsilon(1e-15));
    // At 11:30 it falls to 2 MW: 3 MWh and 1 MWh, then 2 MWh in the last hour, up to the end of the file.
    meter.set(Instant{hour_ns * 7 / 6}, 2'000'000'000'000);
    const SignalTotals all = meter.total(Instant{hour_ns * 8 / 3});
    CHECK(all.of_energy == Approx(4'000 * 0.2 + 4'000 * 0.5 + 2'000 * 0.1).epsilon(1e-15));
    CHECK(all.of_time * joules_per_kwh == Approx(3'600 * (0.2 * 2 / 3 + 0.5 + 0.1)).epsilon(1e-15));
}

TEST_CASE("a meter agrees with a sum over every piece of every hour", "[signals]") {
    const Utc start = from_civil({.year = 2023, .month = 1, .day = 1, .hour = 3, .minute = 7, .second = 11});
    const std::int64_t end_ns = 400 * hour_ns + 12'345;
    SplitMix random{7};
    std::vector<double> values(500);
    for (double& v : values) v = static_cast<double>(random.next() % 2'000'000) * 1e-6 - 0.5;
    const Carbon signal = hourly(values, from_civil({.year = 2023}));
    for (const std::uint64_t seed : {1U, 2U, 3U}) {
        const std::vector<Change> all = changes(seed, end_ns);
        long double expected = 0;
        for (std::size_t i = 0; i < all.size(); ++i) {
            const std::int64_t end = i + 1 < all.size() ? all[i + 1].at.ns : end_ns;
            for (std::int64_t t = all[i].at.ns; t < end;) {
                const std::int64_t of_day = t + (3 * 3'600 + 7 * 60 + 11) * 1'000'000'000LL;
                const std::int64_t next = std::min(end, t + hour_ns - of_day % hour_ns);
                const long double kwh =
                    static_cast<long double>(all[i].uw) * static_cast<long double>(next - t) / 3.6e21L;
                expected +=
                    kwh * static_cast<long double>(values[static_cast<std::size_t>(of_day / hour_ns)]);
                t = next;
            }
        }
        const SignalTotals total = metered(signal, start, all, Instant{end_ns});
        CHECK(total.of_energy == Approx(static_cast<double>(expected)).epsilon(1e-13));
    }
}

TEST_CASE("raising a signal by a constant raises what it comes to by that times the energy", "[signals]") {
    const Utc start = from_civil({.year = 2023});
    const std::int64_t end_ns = 300 * hour_ns;
    const std::vector<Change> all = changes(11, end_ns);
    Int128 uw_ns = 0;
    for (std::size_t i = 0; i < all.size(); ++i) {
        uw_ns += Int128{all[i].uw} * ((i + 1 < all.size() ? all[i + 1].at.ns : end_ns) - all[i].at.ns);
    }
    SplitMix random{5};
    std::vector<double> low(300);
    for (double& v : low) v = static_cast<double>(random.next() % 1'000) * 1e-3 - 0.5;
    for (const double k : {0.25, -1.0, 3.0}) {
        std::vector<double> high = low;
        for (double& v : high) v += k;
        const double rise = metered(hourly(high, start), start, all, Instant{end_ns}).of_energy -
                            metered(hourly(low, start), start, all, Instant{end_ns}).of_energy;
        CHECK(rise == Approx(k * joules_of(uw_ns) / joules_per_kwh).epsilon(1e-12));
    }
}

TEST_CASE("reading a meter changes nothing", "[signals]") {
    const Utc start = from_civil({.year = 2023});
    const std::vector<Change> all = changes(3, 100 * hour_ns);
    std::vector<double> values(200, 0.3);
    for (std::size_t h = 0; h < values.size(); h += 3) values[h] = 0.7;
    const Carbon signal = hourly(values, start);
    SignalMeter watched{signal, start};
    for (const Change& c : all) {
        (void)watched.total(c.at);
        watched.set(c.at, c.uw);
        (void)watched.total(Instant{c.at.ns + 1});
    }
    const Instant end{150 * hour_ns};
    CHECK(watched.total(end).of_energy == metered(signal, start, all, end).of_energy);
    CHECK(watched.total(end).of_time == metered(signal, start, all, end).of_time);
}
