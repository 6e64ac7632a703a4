// Demand that is made up: cycles, bursts, skewed users, the model of Lublin and Feitelson, the gamma law.
#include <array>
#include <cmath>

#include "models/workload/gamma_law.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/models/jobs_replay.hpp"

using namespace datahall;

namespace {

constexpr std::int64_t s = 1'000'000'000;
constexpr std::int64_t day = 86'400 * s;

std::vector<JobRequest> jobs_of(const std::string& model, Settings settings, std::int64_t days) {
    Models models;
    register_builtin(models);
    settings.set("work_class", "x");
    const auto workload = models.workload.find(model)->make(settings);
    REQUIRE(workload);
    WorkloadWindow window;
    window.start = from_civil({2024, 6, 3});  // a Monday
    window.horizon_ns = days * day;
    window.seed = 7;
    window.path = "hall/train";
    workload->open(window);
    return drain(*workload);
}

Settings demand() {
    Settings settings;
    settings.set("interarrival", 60).set("run_mean", 600);
    return settings;
}

}  // namespace

TEST_CASE("arrivals follow the hour and the week, and keep their mean", "[jobs]") {
    Settings settings = demand();
    settings.set("daily_swing", 0.8).set("peak_hour", 14).set("weekend", 0.25);
    const auto jobs = jobs_of("synthetic", settings, 70);
    // 1440 a day on average, over ten weeks; the standard deviation of the sum is 0.3 %.
    CHECK(static_cast<double>(jobs.size()) == Approx(70 * 1440).epsilon(0.012));
    std::vector<double> by_hour(24), by_weekday(7);
    for (const auto& job : jobs) {
        ++by_hour[static_cast<std::size_t>(job.submit_ns / (3600 * s) % 24)];
        ++by_weekday[static_cast<std::size_t>(job.submit_ns / day % 7)];
    }
    // From 13:30 the middle of the hour of 14:00: 1 + 0.8 cos(2 pi 0.5 / 24) = 1.793; twelve hours later
    // 0.207.
    const double mean = static_cast<double>(jobs.size()) / 24;
    CHECK(by_hour[14] / mean == Approx(1.793).epsilon(0.06));
    CHECK(by_hour[2] / mean == Approx(0.207).epsilon(0.15));
    CHECK(by_weekday[5] / by_weekday[0] == Approx(0.25).epsilon(0.08));  // Saturday over Monday
    CHECK(by_weekday[4] / by_weekday[0] == Approx(1).epsilon(0.05));
}

TEST_CASE("bursts keep the mean rate and spread the counts", "[jobs]") {
    Settings settings = demand();
    settings.set("burst", 20).set("burst_length", 1800).set("calm_length", 4 * 3600);
    const auto jobs = jobs_of("synthetic", settings, 400);
    // About 2100 bursts, each of exponential length: 4 % of standard error on the mean is wide enough.
    CHECK(static_cast<double>(jobs.size()) == Approx(400 * 1440).epsilon(0.09));
    std::vector<double> by_hour(400 * 24);
    for (const auto& job : jobs) ++by_hour[static_cast<std::size_t>(job.submit_ns / (3600 * s))];
    double sum = 0, squares = 0;
    for (const double n : by_hour) {
        sum += n;
        squares += n * n;
    }
    const double mean = sum / static_cast<double>(by_hour.size());
    const double dispersion = (squares / static_cast<double>(by_hour.size()) - mean * mean) / mean;
    CHECK(dispersion > 30);  // 1 for a Poisson process
}

TEST_CASE("without cycles and skew, demand is what it was", "[jobs]") {
    Settings flat = demand();
    flat.set("daily_swing", 0.0).set("burst", 1).set("weekend", 1).set("user_skew", 0.0).set("users", 9);
    CHECK(jobs_of("synthetic", demand().set("users", 9), 30) == jobs_of("synthetic", flat, 30));
}

TEST_CASE("skewed users submit by Zipf's law, and move nothing else", "[jobs]") {
    const auto even = jobs_of("synthetic", demand().set("users", 100), 30);
    const auto skewed = jobs_of("synthetic", demand().set("users", 100).set("user_skew", 1), 30);
    REQUIRE(even.size() == skewed.size());
    std::vector<double> by_user(100);
    for (std::size_t i = 0; i < even.size(); ++i) {
        REQUIRE(even[i].submit_ns == skewed[i].submit_ns);
        ++by_user[skewed[i].user];
    }
    // 1 / H(100) = 1 / 5.187 of the jobs, and half of that.
    const auto n = static_cast<double>(skewed.size());
    CHECK(by_user[0] / n == Approx(1 / 5.187).epsilon(0.03));
    CHECK(by_user[1] / n == Approx(0.5 / 5.187).epsilon(0.04));
}

TEST_CASE("made jobs draw what they ask of a node from a list of shapes, and nothing else moves", "[jobs]") {
    Settings settings = demand();
    settings.lines(
        "shapes",
        "num_gpu,gpu_milli,cpu_milli,memory_mib,pods\n1,500,4000,100,6\n0,0,8000,200,3\n8,1000,9,9,1\n");
    const auto shaped = jobs_of("synthetic", settings, 30);
    const auto plain = jobs_of("synthetic", demand(), 30);
    REQUIRE(shaped.size() == plain.size());
    std::array<double, 3> counts{};
    for (std::size_t i = 0; i < shaped.size(); ++i) {
        REQUIRE(shaped[i].submit_ns == plain[i].submit_ns);
        REQUIRE(shaped[i].run_ns == plain[i].run_ns);
        constexpr std::uint32_t gpus[] = {1, 0, 8};
        REQUIRE(shaped[i].devices == gpus[shaped[i].shape]);
        ++counts[shaped[i].shape];
    }
    // 43,200 jobs: a share of 0.6 is known to within 0.24 %, three times over.
    const auto all = static_cast<double>(shaped.size());
    CHECK(counts[0] / all == Approx(0.6).margin(0.0075));
    CHECK(counts[1] / all == Approx(0.3).margin(0.0075));
    Settings empty = demand();
    empty.set("work_class", "x")
        .lines("shapes", "num_gpu,gpu_milli,cpu_milli,memory_mib,pods\n1,500,4000,100,0\n");
    Models models;
    register_builtin(models);
    CHECK_THROWS_WITH(models.workload.find("synthetic")->make(empty), Catch::Contains("expected jobs"));
}

TEST_CASE("the gamma law agrees with closed forms and tables, and reads back", "[jobs]") {
    for (const double u : {1e-9, 0.01, 0.5, 0.99, 1 - 1e-9}) {
        // Exponential.  Near 1 a double holds 1 - u to 1e-7 of it.
        CHECK(gamma_quantile(u, {1, 3}) == Approx(-3 * std::log1p(-u)).epsilon(1e-7));
    }
    // Chi square of k degrees is gamma(k / 2, 2): tables of Abramowitz and Stegun, 26.8.
    CHECK(gamma_quantile(0.95, {5, 2}) == Approx(18.307038).epsilon(1e-7));
    CHECK(gamma_quantile(0.005, {0.5, 2}) == Approx(3.92704e-5).epsilon(1e-5));
    CHECK(gamma_quantile(0.5, {50, 2}) == Approx(99.334129).epsilon(1e-7));
    for (const double shape : {0.05, 0.7, 4.2, 10.46, 312.0, 639.1}) {
        double before = 0;
        for (const double u : {1e-6, 1e-3, 0.1, 0.3, 0.5, 0.7, 0.9, 0.999, 1 - 1e-6}) {
            const double x = gamma_quantile(u, {shape, 1.7});
            CHECK(gamma_below(x, {shape, 1.7}) == Approx(u).epsilon(1e-9));
            CHECK(x > before);
            before = x;
        }
    }
    CHECK(truncated_gamma(1 - 1e-15, {4.2, 0.94}, 12) <= 12);
}

TEST_CASE("the model of Lublin and Feitelson gives the moments of its authors' program", "[jobs]") {
    // The archive's log lublin_256 is 10,000 jobs that their program made for 256 processors, all jobs alike:
    // serial 0.2493, powers of two (1 too) 0.8613, mean run 4863 s, mean of ln(run) 5.683, from job to job
    // 771 s. Tolerances are about three standard errors of both samples together.
    Settings settings;
    settings.set("machine", 256).set("jobs", 10000);
    const auto jobs = jobs_of("lublin", settings, 40'000);
    REQUIRE(jobs.size() == 10000);
    double serial = 0, power2 = 0, run = 0, ln_run = 0;
    std::vector<double> by_slot(48);
    for (const auto& job : jobs) {
        const auto run_s = static_cast<double>(job.run_ns / s);
        serial += job.devices == 1 ? 1 : 0;
        power2 += (job.devices & (job.devices - 1)) == 0 ? 1 : 0;
        run += run_s;
        ln_run += std::log(run_s);
        ++by_slot[static_cast<std::size_t>(job.submit_ns / (1800 * s) % 48)];
        CHECK(job.devices <= 256);
        CHECK(job.run_ns <= 162'755 * s);
    }
    CHECK(serial / 10000 == Approx(0.2493).margin(0.018));
    CHECK(power2 / 10000 == Approx(0.8613).margin(0.015));
    CHECK(run / 10000 == Approx(4863).epsilon(0.09));
    CHECK(ln_run / 10000 == Approx(5.683).margin(0.14));
    CHECK(static_cast<double>(jobs.back().submit_ns / s) / 10000 == Approx(771).epsilon(0.09));
    CHECK(by_slot[30] > 2 * by_slot[10]);  // 15:00 over 05:00
}

TEST_CASE("a longer horizon only adds jobs of the model of Lublin and Feitelson", "[jobs]") {
    Settings settings;
    settings.set("machine", 128).set("jobs_of", "interactive");
    const auto few = jobs_of("lublin", settings, 3);
    const auto many = jobs_of("lublin", settings, 9);
    REQUIRE(few.size() > 50);
    REQUIRE(few.size() < many.size());
    CHECK(std::equal(few.begin(), few.end(), many.begin()));
}
