// Work classes fitted on two generations of GPUs predict the third.
//
// Data: training steps a second of the same job on K80, P100 and V100 (Gavel, OSDI 2020, MIT;
// tests/data/compute/SOURCES.md).  Each job's one free share, that of the host, is fitted on K80 and P100
// alone; V100 is what the model says then.
#include <cmath>
#include <fstream>
#include <sstream>

#include "tests/unit/run/engine.hpp"

using namespace datahall;
using namespace datahall::test;

namespace {

struct Measured {
    std::string job;
    double k80, p100, v100;  // steps a second on one GPU
};

// Recommendation is left out: its V100 rows come from another host.
std::vector<Measured> one_gpu_jobs() {
    std::ifstream in{DATAHALL_SOURCE_DIR "/tests/data/compute/gpu_generations_throughput.csv"};
    std::vector<Measured> jobs;
    std::string line;
    std::getline(in, line);
    while (std::getline(in, line)) {
        std::vector<std::string> cells;
        std::istringstream row{line};
        for (std::string cell; std::getline(row, cell, ',');) cells.push_back(cell);
        if (cells[1] != "1" || cells[0].starts_with("Recommendation")) continue;
        if (cells[2].empty() || cells[4].empty() || cells[6].empty()) continue;
        jobs.push_back({cells[0], std::stod(cells[2]), std::stod(cells[4]), std::stod(cells[6])});
    }
    return jobs;
}

WorkClass training(double host) {
    WorkClass work;
    work.reference = "p100_pcie_16";
    work.compute = 0.5;
    work.memory = 0.5;
    work.host = host;
    work.precision = Precision::fp32;
    work.max_stretch = 1e3;
    return work;
}

// The host share with which the K80 is as slow as measured, or the nearest there is.
double fitted_host(const DeviceRates& k80, const DeviceRates& p100, double slower) {
    double low = 0.0;
    double high = 0.95;
    for (int i = 0; i < 60; ++i) {
        const double middle = (low + high) / 2;
        (time_factor(training(middle), p100, k80, 1).factor > slower ? low : high) = middle;
    }
    return low;
}

}  // namespace

TEST_CASE("classes fitted on K80 and P100 predict V100 within a quarter", "[work][claims]") {
    const Scenario scenario = load(shipped + "/starter/gpu_hall.yaml");
    const auto& devices = scenario.config().catalogue.devices;
    const DeviceRates& k80 = devices.find("k80_die")->second;
    const DeviceRates& p100 = devices.find("p100_pcie_16")->second;
    const DeviceRates& v100 = devices.find("v100_sxm2")->second;
    const std::vector<Measured> jobs = one_gpu_jobs();
    REQUIRE(jobs.size() == 16);
    double sum = 0.0;
    for (const Measured& m : jobs) {
        const double host = fitted_host(k80, p100, m.p100 / m.k80);
        const double predicted = 1.0 / time_factor(training(host), p100, v100, 1).factor;
        const double measured = m.v100 / m.p100;
        CHECK(predicted >= 1.0);  // a faster device is never slower
        CHECK(predicted / measured > 0.6);
        CHECK(predicted / measured < 1.7);
        sum += std::fabs(std::log(predicted / measured));
    }
    const double geometric_mean_error = std::exp(sum / static_cast<double>(jobs.size())) - 1.0;
    INFO("geometric mean error " << geometric_mean_error);
    CHECK(geometric_mean_error < 0.25);  // 20.8 % with 16 jobs
}
