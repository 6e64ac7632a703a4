#include "sim/run/jobs/limits.hpp"

#include <algorithm>

namespace datahall {
namespace {

constexpr ByIdentity<const char*> refusals{{"above the limits of its user", "above the limits of its account",
                                            "above the limits of its partition",
                                            "above the limits of its QOS"}};

constexpr std::int64_t ns_per_hour = 3'600'000'000'000;

// What `own` does not say is as in `otherwise`.
Usage most_of(const UsageLimit& own, const Usage& otherwise) {
    Usage most = otherwise;
    if (own.max_jobs) most.jobs = static_cast<std::uint64_t>(*own.max_jobs);
    if (own.max_devices) most.devices = static_cast<std::uint64_t>(*own.max_devices);
    if (own.max_device_hours) most.device_ns = Int128{*own.max_device_hours} * ns_per_hour;
    return most;
}

bool is_limited(const UsageLimit& l) {
    return l.max_jobs || l.max_devices || l.max_device_hours;
}

Int128 promise(const WaitingJob& job) {
    return Int128{job.devices} * job.estimate_ns;
}

}  // namespace

Limits limits_of(const LimitsConfig* config, NameNumbers& names) {
    Limits limits;
    if (config == nullptr) return limits;
    for (const Identity kind : identities) {
        const KindLimits& c = (*config)[kind];
        const Usage each = most_of(c.each, Usage::unlimited());
        if (is_limited(c.each)) limits.set_each(kind, each);
        for (const auto& [name, own] : c.named) {
            if (is_limited(own)) limits.set(kind, names.number_of(kind, name), most_of(own, each));
        }
    }
    return limits;
}

std::uint32_t number_of(const WaitingJob& job, Identity identity) {
    switch (identity) {
        case Identity::user:
            return job.user;
        case Identity::account:
            return job.account;
        case Identity::partition:
            return job.partition;
        case Identity::qos:
            return job.qos;
    }
    return 0;
}

Limits::Kind& Limits::kind_of(Identity identity) {
    const auto at = std::ranges::lower_bound(kinds_, identity, {}, &Kind::identity);
    if (at != kinds_.end() && at->identity == identity) return *at;
    return *kinds_.insert(at, Kind{.identity = identity, .scopes = {}});
}

std::uint32_t Limits::open(Kind& kind, std::uint32_t number) {
    if (number >= kind.scopes.size()) kind.scopes.resize(number + std::size_t{1}, no_scope);
    if (kind.scopes[number] == no_scope) {
        kind.scopes[number] = static_cast<std::uint32_t>(scopes_.size());
        scopes_.push_back({.most = kind.each, .now = {}});
    }
    return kind.scopes[number];
}

void Limits::set_each(Identity identity, const Usage& most) {
    kind_of(identity).each = most;
}

void Limits::set(Identity identity, std::uint32_t number, const Usage& most) {
    scopes_[open(kind_of(identity), number)].most = most;
}

void Limits::meet(const WaitingJob& job) {
    for (Kind& kind : kinds_) open(kind, number_of(job, kind.identity));
}

bool Limits::refuses(const Scope& scope, const WaitingJob& job) {
    return scope.most.jobs == 0 || job.devices > scope.most.devices ||
           scope.used_ns + promise(job) > scope.most.device_ns;
}

const char* Limits::refusal(const WaitingJob& job) const {
    for (const Kind& kind : kinds_) {
        if (refuses(scopes_[kind.scopes[number_of(job, kind.identity)]], job)) return refusals[kind.identity];
    }
    return "";
}

bool Limits::holds(const Scope& scope, const WaitingJob& job) {
    return scope.now.jobs >= scope.most.jobs || scope.now.devices + job.devices > scope.most.devices ||
           scope.now.device_ns + promise(job) > scope.most.device_ns;
}

std::uint32_t Limits::holder(const WaitingJob& job) const {
    for (const Kind& kind : kinds_) {
        const std::uint32_t scope = kind.scopes[number_of(job, kind.identity)];
        if (holds(scopes_[scope], job)) return scope;
    }
    return no_scope;
}

Limits::Scopes Limits::scopes_of(const WaitingJob& job) const {
    Scopes scopes;
    scopes.fill(no_scope);
    std::size_t at = 0;
    for (const Kind& kind : kinds_) scopes[at++] = kind.scopes[number_of(job, kind.identity)];
    return scopes;
}

Usage least_of(const Usage& a, const Usage& b) {
    return {.jobs = std::min(a.jobs, b.jobs),
            .devices = std::min(a.devices, b.devices),
            .device_ns = std::min(a.device_ns, b.device_ns)};
}

Usage Limits::left(std::uint32_t number) const {
    const Scope& scope = scopes_[number];
    const auto rest = [](std::uint64_t most, std::uint64_t now) { return most > now ? most - now : 0; };
    return {.jobs = rest(scope.most.jobs, scope.now.jobs),
            .devices = rest(scope.most.devices, scope.now.devices),
            .device_ns = scope.most.device_ns - scope.now.device_ns};
}

Usage Limits::left(const Scopes& scopes) const {
    Usage all = Usage::unlimited();
    for (const std::uint32_t scope : scopes) {
        if (scope != no_scope) all = least_of(all, left(scope));
    }
    return all;
}

void Limits::start(const WaitingJob& job) {
    for (const Kind& kind : kinds_) {
        Usage& now = scopes_[kind.scopes[number_of(job, kind.identity)]].now;
        ++now.jobs;
        now.devices += job.devices;
        now.device_ns += promise(job);
    }
}

void Limits::end(const WaitingJob& job, std::int64_t ran_ns) {
    const Int128 used = Int128{job.devices} * ran_ns;
    for (const Kind& kind : kinds_) {
        const std::uint32_t number = kind.scopes[number_of(job, kind.identity)];
        Scope& scope = scopes_[number];
        --scope.now.jobs;
        scope.now.devices -= job.devices;
        scope.now.device_ns += used - promise(job);
        scope.used_ns += used;
        note_fall(number);
    }
}

void Limits::note_fall(std::uint32_t scope) {
    if (!scopes_[scope].has_fallen) fallen_.push_back(scope);
    scopes_[scope].has_fallen = true;
}

void Limits::fall_again(std::span<const std::uint32_t> scopes) {
    for (const std::uint32_t scope : scopes) note_fall(scope);
}

void Limits::settle() {
    for (const std::uint32_t scope : fallen_) scopes_[scope].has_fallen = false;
    fallen_.clear();
}

Usage Limits::usage(Identity identity, std::uint32_t number) const {
    const auto kind = std::ranges::find(kinds_, identity, &Kind::identity);
    if (kind == kinds_.end() || number >= kind->scopes.size()) return {};
    const std::uint32_t scope = kind->scopes[number];
    return scope == no_scope ? Usage{} : scopes_[scope].now;
}

}  // namespace datahall
