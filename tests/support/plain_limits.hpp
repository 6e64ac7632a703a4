// Limits that add up all jobs for every question: the reference for the engine's books.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "datahall/identity.hpp"
#include "datahall/model/scheduler.hpp"

#include "sim/run/jobs/limits.hpp"

struct PlainLimit {
    datahall::Identity kind{};
    std::optional<std::uint32_t> number;  // absent: each that has no limit of its own
    std::int64_t jobs = INT64_MAX;
    std::int64_t devices = INT64_MAX;
    std::int64_t device_ns = INT64_MAX;
};

class PlainLimits {
public:
    explicit PlainLimits(std::vector<PlainLimit> limits) : limits_{std::move(limits)} {}

    bool holds(const datahall::WaitingJob& job) const {
        for (const PlainLimit& limit : limits_) {
            if (!concerns(limit, job)) continue;
            const PlainLimit now = usage(limit.kind, of(job, limit.kind));
            const std::int64_t work = job.devices * job.estimate_ns;
            if (now.jobs + 1 > limit.jobs || now.devices + job.devices > limit.devices ||
                now.device_ns + work > limit.device_ns)
                return true;
        }
        return false;
    }
    /// Whether the job alone is above a limit.
    bool refuses(const datahall::WaitingJob& job) const { return PlainLimits{limits_}.holds(job); }
    bool is_exceeded() const {
        for (const PlainLimit& limit : limits_) {
            for (const Lived& l : lived_) {
                if (!concerns(limit, l.job)) continue;
                const PlainLimit now = usage(limit.kind, of(l.job, limit.kind));
                if (now.jobs > limit.jobs || now.devices > limit.devices || now.device_ns > limit.device_ns)
                    return true;
            }
        }
        return false;
    }

    void start(const datahall::WaitingJob& job, std::int64_t now) { lived_.push_back({job, now, -1}); }
    void end(std::uint64_t id, std::int64_t now) {
        for (Lived& l : lived_) {
            if (l.job.id == id && l.end < 0) l.end = now;
        }
    }

    /// The same for the engine.
    datahall::Limits as_books() const {
        datahall::Limits books;
        for (const bool named : {false, true}) {
            for (const PlainLimit& l : limits_) {
                const datahall::Usage most{.jobs = static_cast<std::uint64_t>(l.jobs),
                                           .devices = static_cast<std::uint64_t>(l.devices),
                                           .device_ns = l.device_ns};
                if (named && l.number) books.set(l.kind, *l.number, most);
                if (!named && !l.number) books.set_each(l.kind, most);
            }
        }
        return books;
    }

    static std::uint32_t of(const datahall::WaitingJob& job, datahall::Identity kind) {
        return std::array{job.user, job.account, job.partition, job.qos}[static_cast<std::size_t>(kind)];
    }

private:
    struct Lived {
        datahall::WaitingJob job;
        std::int64_t start = 0;
        std::int64_t end = -1;  // runs
    };

    bool concerns(const PlainLimit& limit, const datahall::WaitingJob& job) const {
        const std::uint32_t number = of(job, limit.kind);
        if (limit.number) return *limit.number == number;
        for (const PlainLimit& other : limits_) {
            if (other.kind == limit.kind && other.number == number) return false;
        }
        return true;
    }
    PlainLimit usage(datahall::Identity kind, std::uint32_t number) const {
        PlainLimit sum{.kind = kind, .number = number, .jobs = 0, .devices = 0, .device_ns = 0};
        for (const Lived& l : lived_) {
            if (of(l.job, kind) != number) continue;
            sum.jobs += l.end < 0 ? 1 : 0;
            sum.devices += l.end < 0 ? l.job.devices : 0;
            sum.device_ns += l.job.devices * (l.end < 0 ? l.job.estimate_ns : l.end - l.start);
        }
        return sum;
    }

    std::vector<PlainLimit> limits_;
    std::vector<Lived> lived_;
};
