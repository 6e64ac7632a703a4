// The 100 small instances of tests/data/scheduling/cases.txt, and schedulers to run on them.
#pragma once

#include <fstream>
#include <memory>
#include <sstream>

#include "tests/support/plain_queue.hpp"
#include "tests/unit/models/jobs_replay.hpp"

struct Case {
    std::uint32_t processors = 0;
    std::vector<ReplayJob> jobs;
    std::map<std::string, std::vector<std::int64_t>> starts;  // by policy
};

inline std::vector<Case> cases() {
    std::ifstream in{DATAHALL_SOURCE_DIR "/tests/data/scheduling/cases.txt"};
    std::vector<Case> all;
    for (std::string line; std::getline(in, line);) {
        if (line.empty() || line[0] == '#') continue;
        std::istringstream fields{line};
        if (line.starts_with("case")) {
            std::string word;
            int number = 0;
            fields >> word >> number >> all.emplace_back().processors;
            continue;
        }
        ReplayJob j;
        fields >> j.id >> j.submit >> j.devices >> j.run >> j.estimate;
        all.back().jobs.push_back(j);
        for (const char* const policy : {"fcfs", "easy", "conservative"}) {
            fields >> all.back().starts[policy].emplace_back();
        }
    }
    return all;
}

/// A scheduler by name, with the value of its key `order`, if any.
inline std::unique_ptr<datahall::JobScheduler> made(const std::string& name, const char* order = nullptr) {
    datahall::Models models;
    datahall::register_builtin(models);
    Settings settings;
    if (order != nullptr) settings.set("order", order);
    return models.scheduling.find(name)->make(settings);
}

inline std::vector<std::int64_t> replayed(const std::vector<ReplayJob>& jobs, std::uint32_t devices,
                                          datahall::JobScheduler& scheduler) {
    return QueueReplay<datahall::JobQueue>{jobs, devices, scheduler}.run();
}

inline int cases_that_differ(datahall::JobScheduler& scheduler, const std::string& policy) {
    int wrong = 0;
    for (const Case& c : cases()) {
        if (replayed(c.jobs, c.processors, scheduler) != c.starts.at(policy)) ++wrong;
    }
    return wrong;
}

/// The ids that one pass over a scene starts, in order.
inline std::vector<std::uint64_t> started_in(datahall::JobScheduler& scheduler,
                                             datahall::ClusterQueue::State state,
                                             const std::vector<datahall::WaitingJob>& waiting,
                                             const std::vector<datahall::RunningJob>& running) {
    PlainQueue queue{state, waiting, running};
    std::vector<std::uint64_t> ids;
    for (const std::uint32_t ticket : queue.pass(state.now_ns, scheduler)) {
        ids.push_back(waiting.at(ticket).id);  // tickets are given in the order of the list
    }
    return ids;
}
