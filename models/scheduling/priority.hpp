// A job's priority as a weighted sum of what speaks for it.
//
//   priority = site + W_age age + W_assoc assoc + W_fs F + W_size size + W_part part + W_qos qos - nice
// with factors in [0, 1], rounded down and kept within 0..4294967295.
//   age   = min(1, time since submission / max_age)
//   size  = devices / devices of the cluster, or 1 - that where small jobs are favored
//   assoc, part, qos = what the account, the partition, the QOS is given over the most that any is given
//
// Valid for weights of 32 bits.
// Ignores weights of single resources: a job here asks for devices alone.
// Source: SchedMD, "Multifactor Priority Plugin" of Slurm's documentation.
#pragma once

#include <cstdint>

#include "datahall/keys.hpp"

namespace datahall {

struct PriorityWeights {
    // Slurm's weights are all 0 until a site sets them.  These let a fair share decide and age break its
    // ties, as sites do that set no more than those two (an estimate).
    std::int64_t age = 1'000;
    std::int64_t fair_share = 10'000;
    std::int64_t size = 0;
    std::int64_t assoc = 0;
    std::int64_t partition = 0;
    std::int64_t qos = 0;
};
void describe(Keys& keys, PriorityWeights& weights);

struct PriorityFactors {
    double age = 0.0;
    double fair_share = 0.0;
    double size = 0.0;
    double assoc = 0.0;
    double partition = 0.0;
    double qos = 0.0;
    std::int64_t site = 0;
    std::int64_t nice = 0;
};

std::uint32_t priority_of(const PriorityWeights& weights, const PriorityFactors& factors);

}  // namespace datahall
