#include "sim/run/power/generator_sets.hpp"

#include <algorithm>

namespace datahall {

GeneratorSets::GeneratorSets(const PowerParts& parts)
    : p_{parts}, bus_of_(parts.facility.elements.size(), no_index) {
    for (std::uint32_t e = 0; e < p_.facility.elements.size(); ++e) {
        if (p_.facility.elements[e].is_source) add(e);
    }
}

void GeneratorSets::add(std::uint32_t element) {
    const PowerElement& e = p_.facility.elements[element];
    const GeneratorRule& rule = *p_.type_of(element).generator;
    bus_of_[element] = static_cast<std::uint32_t>(buses_.size());
    Bus& bus = buses_.emplace_back();
    bus.element = element;
    bus.rule = &rule;
    if (rule.tank) {
        const double litres_per_s = e.unit_rating.si() * 1e-3 * (rule.fuel_idle + rule.fuel_load) / 3'600;
        bus.litres_per_tank = litres_per_s * e.units * rule.tank->si();
    }
    p_.flow.watch(element);
    const Facility& f = p_.facility;
    for (const PowerElement& other : f.elements) add_consumers(element, other.feeds);
    for (const Rack& rack : f.racks) add_consumers(element, rack.feeds);
    for (const MechanicalLoad& load : f.mechanical) add_consumers(element, load.feeds);
}

void GeneratorSets::add_consumers(std::uint32_t element, const FeedSpan& feeds) {
    for (const PowerFeed& feed : p_.facility.feeds_of(feeds)) {
        if (feed.from == element) buses_.back().consumers.push_back({feeds, feed.rank});
    }
}

void GeneratorSets::start(std::uint64_t seed, std::uint64_t replication) {
    RandomStreams streams{seed, replication};
    for (Bus& bus : buses_)
        bus.draws = streams.open("power/" + p_.facility.elements[bus.element].name + "#start");
}

// Somebody has lost all feeds before this one.
bool GeneratorSets::is_asked(const Bus& bus) const {
    return std::ranges::any_of(bus.consumers, [&](const Consumer& c) {
        return std::ranges::none_of(p_.facility.feeds_of(c.feeds), [&](const PowerFeed& feed) {
            return feed.rank < c.rank && p_.flow.feeds_power(feed.from);
        });
    });
}

bool GeneratorSets::feeds_anybody(const Bus& bus) const {
    return p_.flow.output(bus.element).level() > 0;
}

void GeneratorSets::repair(std::uint32_t element) {
    if (bus_of_[element] == no_index) return;
    Bus& bus = buses_[bus_of_[element]];
    if (bus.state != State::failed || bus.tank == 0.0) return;
    bus.state = State::off;
    look(bus_of_[element]);
}

Instant GeneratorSets::take_turn(std::uint32_t element) {
    const Instant now = p_.events.now();
    if (element == no_index || bus_of_[element] == no_index) return now;
    Bus& bus = buses_[bus_of_[element]];
    const Instant turn = std::max(now, bus.next_turn);
    bus.next_turn = turn + bus.rule->step_every;
    return turn;
}

void GeneratorSets::look() {
    for (std::size_t i = 0; i < buses_.size(); ++i) look(i);
}

void GeneratorSets::look(std::size_t index) {
    Bus& bus = buses_[index];
    const bool is_asked = this->is_asked(bus);
    const Instant now = p_.events.now();
    if (is_asked && bus.state == State::off) {
        bus.state = State::called;
        p_.log.note(bus.element, PowerHappened::generator_called);
        bus.step.set<&GeneratorSets::crank>(p_.events, now + bus.rule->start_after, *this, index);
    }
    if (!is_asked && bus.state == State::called) {
        bus.step.stop(p_.events);
        bus.state = State::off;
    }
    if (!is_asked && bus.state == State::failed) bus.state = State::off;
    if (bus.state != State::running || bus.answered < bus.answers.size()) return;
    const bool is_idle = !is_asked && !feeds_anybody(bus);
    if (!is_idle) return bus.step.stop(p_.events);
    if (!bus.step.is_set())
        bus.step.set<&GeneratorSets::stop>(p_.events, now + bus.rule->cool_down, *this, index);
}

void GeneratorSets::crank(std::uint64_t index) {
    Bus& bus = buses_[index];
    bus.step.ring();
    bus.state = State::starting;
    begin_start(bus);
    wait_for_answer(index);
}

// When each set will run, or has failed at last; in order.
void GeneratorSets::begin_start(Bus& bus) {
    const std::int64_t now = p_.events.now().ns;
    bus.answers.clear();
    bus.answered = 0;
    bus.ready = 0;
    for (std::uint32_t set = 0; set < p_.units.available(bus.element); ++set) {
        std::int64_t failures = 0;
        while (failures < bus.rule->attempts && bus.draws.uniform() < bus.rule->start_failure) ++failures;
        ++bus.starts;
        const bool runs = failures < bus.rule->attempts;
        const std::int64_t tries_ns = failures * as_nanoseconds(bus.rule->retry_after);
        const std::int64_t at = now + tries_ns + (runs ? as_nanoseconds(bus.rule->ready_after) : 0);
        bus.answers.push_back(runs ? at : -1 - at);
    }
    const auto time = [](std::int64_t answer) { return answer < 0 ? -1 - answer : answer; };
    std::ranges::sort(bus.answers, {}, time);
}

void GeneratorSets::wait_for_answer(std::size_t index) {
    Bus& bus = buses_[index];
    if (bus.answered == bus.answers.size()) {
        if (bus.ready == 0) fail(bus);
        return;
    }
    const std::int64_t answer = bus.answers[bus.answered];
    bus.step.set<&GeneratorSets::set_answers>(p_.events, Instant{answer < 0 ? -1 - answer : answer}, *this,
                                              index);
}

void GeneratorSets::set_answers(std::uint64_t index) {
    Bus& bus = buses_[index];
    bus.step.ring();
    if (bus.answers[bus.answered++] >= 0) {
        ++bus.ready;
    } else {
        ++bus.failures;
        p_.log.note(bus.element, PowerHappened::generator_failed, static_cast<double>(bus.rule->attempts));
    }
    const bool all_have = bus.answered == bus.answers.size();
    if (bus.ready >= p_.facility.elements[bus.element].needed || (all_have && bus.ready > 0)) run(bus);
    wait_for_answer(index);
    if (all_have) look(index);  // nobody may want them any more
    p_.events.mark_dirty("generators");
}

void GeneratorSets::run(Bus& bus) {
    bus.state = State::running;
    p_.units.set_running(bus.element, bus.ready);
    p_.log.note(bus.element, PowerHappened::generator_ready, bus.ready);
}

void GeneratorSets::fail(Bus& bus) {
    bus.state = State::failed;
    bus.ready = 0;
    p_.units.set_running(bus.element, 0);
}

void GeneratorSets::stop(std::uint64_t index) {
    Bus& bus = buses_[index];
    bus.step.ring();
    bus.state = State::off;
    bus.ready = 0;
    p_.units.set_running(bus.element, 0);
    p_.log.note(bus.element, PowerHappened::generator_stopped);
    p_.events.mark_dirty("generators");
}

// Books the fuel up to now.
void GeneratorSets::burn(Bus& bus) {
    const double seconds = (p_.events.now() - bus.since).si();
    bus.since = p_.events.now();
    bus.fuel_l += bus.burn_l_per_s * seconds;
    bus.tank = std::max(0.0, bus.tank - bus.burn_per_s * seconds);
}

void GeneratorSets::look_at(std::uint32_t element) {
    if (bus_of_[element] == no_index) return;
    Bus& bus = buses_[bus_of_[element]];
    burn(bus);
    const double load = p_.flow.loading(element);
    bus.largest_step = std::max(bus.largest_step, load - bus.load);
    bus.load = load;
    const double kw = p_.facility.elements[element].unit_rating.si() * 1e-3 * p_.flow.units(element);
    bus.burn_l_per_s = kw * (bus.rule->fuel_idle + bus.rule->fuel_load * load) / 3'600;
    if (!bus.rule->tank) return;
    bus.burn_per_s = bus.burn_l_per_s / bus.litres_per_tank;
    const Instant dry =
        bus.burn_per_s > 0
            ? add_sat(bus.since, as_nanoseconds(Seconds::from_si(bus.tank / bus.burn_per_s), Rounding::up))
            : kNever;
    bus.dry.set<&GeneratorSets::run_dry>(p_.events, dry, *this, bus_of_[element]);
}

void GeneratorSets::run_dry(std::uint64_t index) {
    Bus& bus = buses_[index];
    bus.dry.ring();
    burn(bus);
    bus.tank = 0.0;
    bus.step.stop(p_.events);
    p_.log.note(bus.element, PowerHappened::fuel_empty);
    fail(bus);
    p_.events.mark_dirty("generators");
}

std::vector<GeneratorSets::Report> GeneratorSets::reports(Instant now) const {
    std::vector<Report> reports;
    for (const Bus& bus : buses_) {
        reports.push_back({.element = bus.element,
                           .fuel_l = bus.fuel_l + bus.burn_l_per_s * (now - bus.since).si(),
                           .largest_step = bus.largest_step,
                           .step_limit = bus.rule->largest_step,
                           .starts = bus.starts,
                           .failures = bus.failures});
    }
    return reports;
}

}  // namespace datahall
