// Generators against published vectors; names against the keys computed from their definition.
#include "datahall/random.hpp"

#include "tests/support/catch.hpp"

using namespace datahall;
using Block = std::array<std::uint32_t, 4>;

// Random123 1.09 (D. E. Shaw Research), kat_vectors.
TEST_CASE("Philox4x32 gives the published blocks", "[random]") {
    constexpr std::uint32_t ones = 0xffffffff;
    CHECK(philox4x32({0, 0, 0, 0}, {0, 0}) == Block{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8});
    CHECK(philox4x32({ones, ones, ones, ones}, {ones, ones}) ==
          Block{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd});
    CHECK(philox4x32({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}) ==
          Block{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1});
    CHECK(philox4x32({0, 0, 0, 0}, {0, 0}, 7) == Block{0x5f6fb709, 0x0d893f64, 0x4f121f81, 0x4f730a48});
}

// Vigna's splitmix64.c, state 1234567; and state 0.
TEST_CASE("SplitMix64 gives the published numbers", "[random]") {
    std::uint64_t state = 1234567;
    for (const std::uint64_t z : {6457827717110365317U, 3203168211198807973U, 9817491932198370423U,
                                  4593380528125082431U, 16408922859458223821U}) {
        CHECK(splitmix64(state) == z);
    }
    state = 0;
    for (const std::uint64_t z : {0xe220a8397b1dcdafU, 0x6e789e6aa1b965f4U, 0x06c45d188009454fU,
                                  0xf88bb8a8724c81ecU, 0x1b39896a51a8749bU}) {
        CHECK(splitmix64(state) == z);
    }
}

// draft-eastlake-fnv, test vectors of the 64-bit FNV-1a.
TEST_CASE("FNV-1a gives the published hashes", "[random]") {
    CHECK(fnv1a64("") == 0xcbf29ce484222325);
    CHECK(fnv1a64("a") == 0xaf63dc4c8601ec8c);
    CHECK(fnv1a64("foobar") == 0x85944171f73967e8);
    CHECK(fnv1a64("hall/row03/rack07/node2#failure") == 0x28cbd0aa48e33a13);
    CHECK(fnv1a64("jobs#arrival") == 0xcadba304093d9987);
}

TEST_CASE("a named stream is a function of seed, name, replicate and position", "[random]") {
    const std::string_view failure = "hall/row03/rack07/node2#failure";
    CHECK(stream_key(42, failure) == 0x703aa6461817a039);
    CHECK(stream_key(42, "jobs#arrival") == 0x7a515ab6c7b5f396);
    struct Case {
        std::string_view name;
        std::uint64_t replicate;
        std::uint64_t draws[4];
    };
    const Case cases[] = {
        {failure, 0, {0x49017ec39b28feb4, 0x690eb10c45fd61d8, 0x080c1344bf13b307, 0x02dab32467092774}},
        {failure, 1, {0x25ee8d460452c48d, 0x163c7bb82e6c8e7c, 0xcd22ce7151f7ca03, 0x4910e4385e119687}},
        {"jobs#arrival", 0, {0xf9b292891ce6af15, 0x8122f9c94ceebb52, 0x4be0774896e229a5, 0x6824fad97136de5b}},
    };
    for (const Case& c : cases) {
        RandomStream stream = RandomStreams{42, c.replicate}.open(c.name);
        for (std::uint64_t i = 0; i < 4; ++i) {
            CHECK(stream.at(i) == c.draws[i]);
            CHECK(stream.next_u64() == c.draws[i]);
        }
        CHECK(stream.position() == 4);
    }
}

TEST_CASE("a stream may be read at any position", "[random]") {
    RandomStream stream{1, 2};
    std::vector<std::uint64_t> draws;
    for (int i = 0; i < 20; ++i) draws.push_back(stream.next_u64());
    for (const std::uint64_t start : {0U, 1U, 6U, 7U, 18U}) {
        stream.seek(start);
        for (std::uint64_t i = start; i < 20; ++i) CHECK(stream.next_u64() == draws[i]);
    }
    stream.seek(4);
    stream.next_u64();
    stream.seek(7);  // odd, with the second half of another block at hand
    CHECK(stream.next_u64() == draws[7]);
    const std::uint64_t far = std::uint64_t{1} << 40;
    stream.seek(far);
    CHECK(stream.next_u64() == stream.at(far));
    CHECK(stream.at(far) != stream.at(0));
}

TEST_CASE("a uniform number is never 0 and never 1", "[random]") {
    CHECK(uniform_from(0) == 0x1p-53);
    CHECK(uniform_from(UINT64_MAX) == 1.0 - 0x1p-53);
    CHECK(uniform_from(0xf9b292891ce6af15) == Approx(0.975381048655346).margin(1e-15));
}

TEST_CASE("streams of one run are opened once, and equal keys are refused", "[random]") {
    RandomStreams streams{42};
    streams.open("jobs#arrival");
    CHECK_THROWS_WITH(streams.open("jobs#arrival"), "random stream 'jobs#arrival' is opened twice");
    // Two texts with one FNV-1a hash, so one key under every seed.
    REQUIRE(fnv1a64("7mohtcOFVz") == fnv1a64("c1E51sSEyx"));
    streams.open("7mohtcOFVz");
    CHECK_THROWS_WITH(streams.open("c1E51sSEyx"),
                      "random streams '7mohtcOFVz' and 'c1E51sSEyx' have the same key: rename one");
}
