// Overheads shared out over the servers' power: by hand, and to the last unit.
#include "sim/run/overhead.hpp"

#include <vector>

#include "tests/support/catch.hpp"
#include "tests/support/splitmix.hpp"

using namespace datahall;

namespace {

constexpr std::int64_t s = 1'000'000'000;
constexpr std::int64_t watt = 1'000'000;  // uW

Int128 joules(std::int64_t j) {
    return Int128{j} * watt * s;
}

// Servers that draw what their parts draw, and their overheads.
struct Hall {
    OverheadShare share;
    std::vector<EnergyBill> bills;
    explicit Hall(std::size_t parts) : bills(parts) {}

    void set(std::int64_t now, std::int64_t overhead, const std::vector<std::int64_t>& parts) {
        share.advance({now});
        std::int64_t nodes = 0;
        for (std::size_t i = 0; i < parts.size(); ++i) {
            if (parts[i] != bills[i].part_uw()) {
                bills[i].add({now}, share.integral(), parts[i] - bills[i].part_uw());
            }
            nodes += parts[i];
        }
        share.set({now}, overhead, nodes);
    }
    Int128 carried(std::size_t part, std::int64_t now) const {
        return bills[part].carried(share.integral({now}));
    }
    Int128 carried_by_all(std::int64_t now) const {
        Int128 sum = 0;
        for (std::size_t i = 0; i < bills.size(); ++i) sum += carried(i, now);
        return sum;
    }
};

}  // namespace

TEST_CASE("a part carries its share of the overheads of each moment", "[overhead]") {
    Hall hall{3};
    hall.set(0, 50 * watt, {60 * watt, 40 * watt, 0});
    // 50 W over 100 W for 10 s: 0.5 of 600 J, of 400 J.
    CHECK(hall.carried(0, 10 * s) == joules(300) * OverheadShare::scale);
    CHECK(hall.carried(1, 10 * s) == joules(200) * OverheadShare::scale);
    hall.set(10 * s, 20 * watt, {60 * watt, 40 * watt, 100 * watt});
    // 20 W over 200 W for 5 s more: 0.1 of 300 J, of 200 J, of 500 J.
    CHECK(hall.carried(0, 15 * s) == joules(330) * OverheadShare::scale);
    CHECK(hall.carried(1, 15 * s) == joules(220) * OverheadShare::scale);
    CHECK(hall.carried(2, 15 * s) == joules(50) * OverheadShare::scale);
    CHECK(hall.bills[0].energy({15 * s}) == joules(900));
}

TEST_CASE("what all parts carry is what was shared out, and nearly all there is", "[overhead]") {
    Hall hall{7};
    SplitMix random{1};
    std::int64_t now = 0;
    for (int step = 0; step < 2'000; ++step) {
        std::vector<std::int64_t> parts;
        for (std::size_t i = 0; i < hall.bills.size(); ++i) {
            parts.push_back(static_cast<std::int64_t>(random.next() % 3'000'000'007));
        }
        hall.set(now, static_cast<std::int64_t>(random.next() % 1'000'000'007), parts);
        now += static_cast<std::int64_t>(random.next() % 1'000'000'000'039);
        REQUIRE(hall.carried_by_all(now) == hall.share.shared({now}));
        const Int128 left = hall.share.overhead({now}) * OverheadShare::scale - hall.share.shared({now});
        REQUIRE(left >= 0);
        REQUIRE(left < Int128{7} * 3'000'000'007);  // less than one step of the integral
    }
}

TEST_CASE("looking on the way changes nothing", "[overhead]") {
    Hall watched{2};
    Hall alone{2};
    for (Hall* hall : {&watched, &alone}) hall->set(0, 7, {11, 13});
    for (std::int64_t t = 1; t < 1'000; t += 7) watched.share.advance({t});
    for (Hall* hall : {&watched, &alone}) hall->set(1'000, 5, {3, 13});
    for (const std::size_t part : {0U, 1U}) CHECK(watched.carried(part, 5'000) == alone.carried(part, 5'000));
}

TEST_CASE("overheads of a time without servers are nobody's", "[overhead]") {
    Hall hall{1};
    hall.set(0, 50 * watt, {0});
    hall.set(10 * s, 50 * watt, {100 * watt});
    CHECK(hall.carried(0, 12 * s) == joules(100) * OverheadShare::scale);
    CHECK(hall.share.overhead({12 * s}) == joules(600));
}
