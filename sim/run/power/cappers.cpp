#include "sim/run/power/cappers.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <tuple>
#include <utility>

#include "sim/build/power/buses_named.hpp"
#include "sim/build/power/loss.hpp"
#include "sim/run/jobs/node_limits.hpp"

namespace datahall {
namespace {

// Every bus that may feed a rack, whichever switches are closed.
class Above {
public:
    explicit Above(const Facility& f) : f_{f}, seen_(f.elements.size(), no_index) {}

    const std::vector<std::uint32_t>& of(std::uint32_t rack) {
        found_.clear();
        rack_ = rack;
        climb(f_.racks[rack].feeds);
        return found_;
    }

private:
    void climb(const FeedSpan& feeds) {
        for (const PowerFeed& feed : f_.feeds_of(feeds)) {
            if (feed.from == no_index || seen_[feed.from] == rack_) continue;
            seen_[feed.from] = rack_;
            found_.push_back(feed.from);
            climb(f_.elements[feed.from].feeds);
        }
    }

    const Facility& f_;
    std::vector<std::uint32_t> seen_;  // rack that it was last found above
    std::vector<std::uint32_t> found_;
    std::uint32_t rack_ = 0;
};

}  // namespace

Cappers::Cappers(const PowerParts& parts, CapHost& host)
    : p_{parts},
      host_{host},
      gain_{parts.facility, parts.flow},
      of_element_(parts.facility.elements.size() + 1) {
    std::uint32_t first_by = NodeLimits::by_cappers;
    for (const CappingConfig& config : p_.scenario.power.capping) {
        const std::size_t first = cappers_.size();
        if (config.of == "utility") add(config, no_index);
        for (const std::uint32_t e : buses_named(p_.facility, config.of)) add(config, e);
        find_racks(first);
        first_by = number(first, first_by);
    }
}

void Cappers::add(const CappingConfig& config, std::uint32_t element) {
    of(element).push_back(static_cast<std::uint32_t>(cappers_.size()));
    Capper& c = cappers_.emplace_back();
    c.config = &config;
    c.element = c.report.element = element;
    if (element != no_index) p_.flow.watch(element);
}

// Of the controllers from `first` on.
void Cappers::find_racks(std::size_t first) {
    Above above{p_.facility};
    const auto note = [&](std::uint32_t element, std::uint32_t rack) {
        for (const std::uint32_t k : of(element)) {
            if (k >= first) cappers_[k].racks.push_back(rack);
        }
    };
    for (std::uint32_t rack = 0; rack < p_.facility.racks.size(); ++rack) {
        for (const std::uint32_t e : above.of(rack)) note(e, rack);
        note(no_index, rack);
    }
}

// Two that have a rack in common limit its nodes by different numbers; the next one.
std::uint32_t Cappers::number(std::size_t first, std::uint32_t first_by) {
    std::vector<std::uint64_t> taken(p_.facility.racks.size());  // by rack, a bit for a number
    std::uint32_t count = 0;
    for (std::size_t k = first; k < cappers_.size(); ++k) {
        Capper& c = cappers_[k];
        std::uint64_t all = 0;
        for (const std::uint32_t rack : c.racks) all |= taken[rack];
        const auto free = static_cast<std::uint32_t>(std::countr_one(all));
        for (const std::uint32_t rack : c.racks) taken[rack] |= std::uint64_t{1} << free;
        c.by = first_by + free;
        count = std::max(count, free + 1);
    }
    return first_by + count;
}

std::int64_t Cappers::limit_uw(const Capper& c) const {
    if (c.config->limit) return as_microwatts(*c.config->limit);
    if (c.element != no_index)
        return as_microwatts(p_.flow.rating_w(c.element) * p_.facility.elements[c.element].derating);
    return as_microwatts(*p_.scenario.power.grid_limit);
}

std::int64_t Cappers::load_uw(const Capper& c) const {
    return c.element == no_index ? p_.flow.utility().level() : p_.flow.output(c.element).level();
}

double Cappers::share_of_limit(const Capper& c) const {
    return static_cast<double>(load_uw(c)) / static_cast<double>(std::max<std::int64_t>(limit_uw(c), 1));
}

void Cappers::look_at(std::uint32_t element) {
    for (const std::uint32_t k : of(element)) aim(k);
}

// The first reading at or after a time.
Instant Cappers::reading_from(const Capper& c, std::int64_t ns) const {
    const std::int64_t period = as_nanoseconds(c.config->period);
    return {(ns + period - 1) / period * period};
}

// At the next reading that may lead to something.
void Cappers::aim(std::size_t index) {
    Capper& c = cappers_[index];
    const double share = share_of_limit(c);
    const bool is_high = share >= c.config->cap_at;
    const bool is_low = (c.is_capped || c.is_barred) && share < c.config->uncap_at;
    if (!is_high) c.short_since_ns = -1;
    Instant next = kNever;
    if ((is_high || is_low) && !c.is_acting) next = reading_from(c, p_.events.now().ns + 1);
    if (load_uw(c) == c.rested_uw && limit_uw(c) == c.rested_limit_uw) {
        // Nothing can be done but to stop jobs, when it is time for that.
        const bool waits = next != kNever && may_shed(c) && !c.has_shed_all;
        next = waits ? std::max(next, reading_from(c, sheds_from_ns(c))) : kNever;
    } else {
        c.has_shed_all = false;
    }
    c.reading.set<&Cappers::read>(p_.events, next, *this, index);
}

// What it reads is known when the instant has come to rest.
void Cappers::read(std::uint64_t index) {
    cappers_[index].reading.ring();
    due_.push_back(index);
    p_.events.mark_dirty("capping");
}

void Cappers::decide() {
    for (const std::size_t index : std::exchange(due_, {})) decide(index);
}

void Cappers::decide(std::size_t index) {
    Capper& c = cappers_[index];
    const std::int64_t load = load_uw(c);
    const std::int64_t limit = limit_uw(c);
    const double excess_uw = static_cast<double>(load) - c.config->cap_to * static_cast<double>(limit);
    if (c.short_since_ns >= 0 && load > c.report.at_floor) {
        c.report.at_floor = load;
        c.report.limit = limit;
    }
    gain_.aim(c.element);
    plan(c, excess_uw, host_.read_draws(c.by, c.racks));
    c.sheds = may_shed(c) && !c.has_shed_all && p_.events.now().ns >= sheds_from_ns(c);
    const bool lifts = c.is_barred && !c.is_capped && excess_uw < 0;
    if (c.orders.empty() && !c.sheds && !lifts) {
        c.rested_uw = load;
        c.rested_limit_uw = limit;
        return aim(index);
    }
    c.rested_uw = -1;
    c.is_acting = true;
    const std::int64_t delay = std::max<std::int64_t>(as_nanoseconds(c.config->delay), 1);
    p_.events.post<&Cappers::act>(add_sat(p_.events.now(), delay), *this, index);
}

// The cut by classes of priority, the lowest first.
void Cappers::plan(Capper& c, double excess_uw, std::vector<NodeDraw> draws) {
    for (const NodeDraw& d : draws) excess_uw += gain(d.node) * static_cast<double>(d.free - d.now);
    std::ranges::stable_sort(draws, {}, &NodeDraw::priority);
    c.is_capped = false;
    for (auto at = draws.begin(); at != draws.end();) {
        const auto is_of_class = [&](const NodeDraw& d) { return d.priority == at->priority; };
        const auto end = std::find_if_not(at, draws.end(), is_of_class);
        excess_uw = cut_class(c, {at, end}, excess_uw);
        at = end;
    }
    note_short(c, excess_uw > 0);
}

void Cappers::note_short(Capper& c, bool is_short) {
    if (!is_short) c.short_since_ns = -1;
    if (!is_short || c.short_since_ns >= 0) return;
    c.short_since_ns = p_.events.now().ns;
    p_.log.note(c.element, PowerHappened::cap_short, share_of_limit(c));
}

// What is left of the excess.
double Cappers::cut_class(Capper& c, std::span<const NodeDraw> draws, double excess_uw) {
    double room = 0.0;
    for (const NodeDraw& d : draws) room += gain(d.node) * static_cast<double>(d.free - d.floor);
    const double share = room > 0 ? std::clamp(excess_uw / room, 0.0, 1.0) : 0.0;
    for (const NodeDraw& d : draws) {
        const std::int64_t cut = std::llround(share * static_cast<double>(d.free - d.floor));
        const std::int64_t uw = cut > 0 && gain(d.node) > 0 ? d.free - cut : NodeLimits::none;
        c.is_capped |= uw != NodeLimits::none;
        // A node above its limit that could be slower has changed since that was set.
        const bool is_beyond = d.now > uw && d.now > d.floor;
        if (uw != d.limit || is_beyond) c.orders.push_back({.node = d.node, .uw = uw});
    }
    return std::max(excess_uw - room, 0.0);
}

void Cappers::act(std::uint64_t index) {
    Capper& c = cappers_[index];
    for (const Order& order : c.orders) host_.limit_node(c.by, order.node, order.uw);
    c.orders.clear();
    c.is_acting = false;
    if (c.is_capped != (c.capped_since_ns >= 0)) note_capped(c);
    const double excess_uw =
        static_cast<double>(load_uw(c)) - c.config->cap_to * static_cast<double>(limit_uw(c));
    if (c.sheds) shed(c, excess_uw);
    if (c.is_barred && !c.is_capped && excess_uw < 0) bar(c, NodeLimits::none);
    p_.events.mark_dirty("capping");
    aim(index);
}

void Cappers::note_capped(Capper& c) {
    const std::int64_t now = p_.events.now().ns;
    if (c.is_capped) {
        ++c.report.times;
        c.capped_since_ns = now;
        p_.log.note(c.element, PowerHappened::capped, share_of_limit(c));
    } else {
        c.report.capped_ns += now - c.capped_since_ns;
        c.capped_since_ns = -1;
        p_.log.note(c.element, PowerHappened::uncapped);
    }
}

// REQUIRES: may_shed(c).
std::int64_t Cappers::sheds_from_ns(const Capper& c) const {
    return add_sat({c.short_since_ns}, as_nanoseconds(*c.config->shed_after)).ns;
}

void Cappers::shed(Capper& c, double excess_uw) {
    gain_.aim(c.element);
    std::vector<JobDraw> parts = host_.read_jobs(c.racks);
    const auto relief = [this](const JobDraw& d) { return gain(d.node) * static_cast<double>(d.uw); };
    std::erase_if(parts, [&](const JobDraw& d) { return relief(d) <= 0; });
    const auto order = [](const JobDraw& d) {
        return std::tuple{d.priority, -d.start_ns, d.cluster, -std::int64_t{d.job}};
    };
    std::ranges::stable_sort(parts, {}, order);
    std::uint64_t stopped = 0;
    for (std::size_t i = 0; i < parts.size() && excess_uw > 0; ++stopped) {
        const JobDraw& job = parts[i];
        for (; i < parts.size() && order(parts[i]) == order(job); ++i) excess_uw -= relief(parts[i]);
        host_.stop_job(job.cluster, job.job);
    }
    c.sheds = false;
    c.has_shed_all = stopped == 0;
    if (stopped == 0) return;
    c.short_since_ns = -1;
    c.report.jobs_shed += stopped;
    p_.log.note(c.element, PowerHappened::jobs_shed, static_cast<double>(stopped));
    bar(c, std::llround(c.config->cap_to * static_cast<double>(limit_uw(c))));
}

void Cappers::bar(Capper& c, std::int64_t above_uw) {
    c.is_barred = above_uw != NodeLimits::none;
    host_.bar_starts(c.element, above_uw);
}

std::vector<Cappers::Report> Cappers::reports(Instant now) const {
    std::vector<Report> found;
    for (const Capper& c : cappers_) {
        Report report = c.report;
        if (c.capped_since_ns >= 0) report.capped_ns += now.ns - c.capped_since_ns;
        if (report.times > 0 || report.jobs_shed > 0) found.push_back(report);
    }
    return found;
}

}  // namespace datahall
