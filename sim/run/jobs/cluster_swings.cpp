// What the devices of a cluster's jobs draw, in the mean and over an iteration.
#include <cmath>
#include <string>

#include "sim/run/jobs/cluster.hpp"
#include "sim/run/jobs/job_pace.hpp"

namespace datahall {

// Activities while the devices run at the speed of their zones, and at the job's own clock (clock_step.hpp):
// they compute for a larger part of the time, but draw less.  Where warm air slows them down, power above
// idle falls with the square of the clock where voltage follows it a little: exponent 2, between 1 (clock
// alone) and 3 (clock and voltage); an estimate.
JobWave Cluster::wave_of(const Job& job) const {
    const WorkClass& work = streams_[job.stream].work();
    const double computing = job.time->busy / speed_of(job) * pace(job);
    const double full = job.speed * job.speed * job.clock.swing * job.cap.swing;
    const double mean = work.device_activity * computing * full;
    if (parts_.swings == nullptr || parts_.row->hosts || !work.wave) return {.mean = mean};
    return job_wave(*work.wave, mean, full, parts_.swings->config().filler());
}

// A job that has been placed, or has changed its speed, swings from now on if its class does.
void Cluster::swing(Job& job) {
    job.swing = no_index;
    const JobWave wave = wave_of(job);
    if (!wave.swings || wave.mean <= 0) return;
    const WorkWave& work = *streams_[job.stream].work().wave;
    SwingingJob swinging{
        .name = "job " + std::to_string(job.request.id) + " of " + streams_[job.stream].name(),
        .timing = {.period_s = work.period.si() * job.time->factor / pace(job),
                   .duty = work.duty,
                   .rise_s = work.rise.si()},
        .nodes = {}};
    for (const NodeShare& s : job.shares) {
        const double activity = static_cast<double>(load_of(job, s).activity) / wave.mean;
        swinging.nodes.push_back({.node = parts_.row->nodes[s.node],
                                  .up = std::llround(activity * (wave.high - wave.mean)),
                                  .down = std::llround(activity * (wave.low - wave.mean)),
                                  .filler = std::llround(activity * wave.filler)});
    }
    job.swing = parts_.swings->begin(std::move(swinging));
}

}  // namespace datahall
