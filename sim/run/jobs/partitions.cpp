#include "sim/run/jobs/partitions.hpp"

#include <algorithm>
#include <numeric>

#include "datahall/instant.hpp"

namespace datahall {

Partitions::Partitions(const ClusterRow& row, std::span<const PartitionConfig> configs, FreeIndex& free,
                       const Shared& shared)
    : row_{row}, is_divided_{!row.partitions.empty()}, free_{free}, limits_{shared.limits} {
    const std::size_t count = std::max<std::size_t>(row.partitions.size(), 1);
    for (std::uint32_t p = 0; p < count; ++p) add(p, configs, shared);
    order_.resize(count);
    std::iota(order_.begin(), order_.end(), 0U);
    if (is_divided()) {
        list_members();
        std::ranges::stable_sort(order_, std::greater{}, [&](std::uint32_t p) { return configs[p].tier; });
    }
    for (std::uint32_t r = 0; r < count; ++r) all_[order_[r]]->rank = r;
    units_.resize(count);
}

// The first has the cluster's scheduler; a cluster that is not divided has its free units, too.
void Partitions::add(std::uint32_t p, std::span<const PartitionConfig> configs, const Shared& shared) {
    std::unique_ptr<JobScheduler> scheduler = p == 0 ? nullptr : shared.scheduler->sibling();
    std::unique_ptr<FreeIndex> own;
    if (is_divided()) {
        const PartitionRow& row = row_.partitions[p];
        own = std::make_unique<FreeIndex>(static_cast<std::uint32_t>(row.nodes.size()),
                                          free_.devices_per_node(), row.places);
    }
    FreeIndex& free = own ? *own : free_;
    JobScheduler& chooser = scheduler ? *scheduler : *shared.scheduler;
    // NOLINTNEXTLINE(modernize-make-unique): make_unique() takes no designated initialisers
    all_.push_back(std::unique_ptr<Partition>{new Partition{
        .own_scheduler = std::move(scheduler),
        .own_free = std::move(own),
        .free = free,
        .queue = JobQueue{free.free_total(), chooser, shared.gate, shared.limits, shared.narrowest},
        .clock = ClusterClock{free.free_total(), shared.sleeps},
        .busy = {},
        .waiting = {}}});
    if (is_divided() && configs[p].max_time) all_[p]->longest_ns = as_nanoseconds(*configs[p].max_time);
}

void Partitions::list_members() {
    first_.assign(row_.nodes.size() + 1, 0);
    for (const PartitionRow& p : row_.partitions) {
        for (const std::uint32_t node : p.nodes) ++first_[node + 1];
    }
    std::partial_sum(first_.begin(), first_.end(), first_.begin());
    members_.resize(first_.back());
    std::vector<std::uint32_t> next{first_.begin(), first_.end() - 1};
    overlaps_.resize(std::size_t{count()} * count());
    for (std::uint32_t p = 0; p < count(); ++p) {
        const std::vector<std::uint32_t>& nodes = row_.partitions[p].nodes;
        for (std::uint32_t n = 0; n < nodes.size(); ++n)
            members_[next[nodes[n]]++] = {.partition = p, .node = n};
    }
    both_.resize(overlaps_.size());
    for (std::uint32_t node = 0; node < row_.nodes.size(); ++node) {
        for (const Member& a : members(node)) {
            for (const Member& b : members(node)) {
                overlaps_[std::size_t{a.partition} * count() + b.partition] = true;
                if (a.partition < b.partition) both(a.partition, b.partition) += free_.devices_per_node();
            }
        }
    }
}

// Whatever is the cluster's own knows the names already.
void Partitions::learn(NameNumbers& names) {
    for (const auto& p : all_) {
        if (p->own_scheduler) p->own_scheduler->learn(names);
    }
}

// Each queue puts back the jobs for which limits have room again, and takes note of it: so each is told.
void Partitions::pass(std::int64_t now_ns) {
    if (!is_divided()) {
        all_[0]->queue.pass(now_ns);
        return;
    }
    if (limits_ != nullptr) fallen_.assign(limits_->fallen().begin(), limits_->fallen().end());
    for (const std::uint32_t number : order_) {
        Partition& p = *all_[number];
        if (limits_ != nullptr) limits_->fall_again(fallen_);
        p.queue.pass(now_ns);
        const WaitingJob* const head = p.queue.first();
        p.head = head == nullptr ? 0 : head->devices;
    }
}

bool Partitions::yields(std::uint32_t partition) const {
    return std::any_of(order_.begin(), order_.begin() + all_[partition]->rank, [&](std::uint32_t earlier) {
        return all_[earlier]->head > 0 && overlaps(partition, earlier);
    });
}

void Partitions::change_free(std::uint32_t node, std::uint32_t units, bool comes) {
    const auto all = members(node);
    for (std::size_t i = 0; i < all.size(); ++i) {
        FreeIndex& free = all_[all[i].partition]->free;
        if (comes) free.give_back(all[i].node, units);
        if (!comes) free.take(all[i].node, units);
        for (std::size_t j = 0; j < i; ++j) {
            std::uint32_t& shared = both(all[i].partition, all[j].partition);
            shared = comes ? shared + units : shared - units;
        }
    }
}

void Partitions::withdraw(std::uint32_t node, std::uint32_t units) {
    take(node, units);
    const auto note = [units](Partition& p) {
        p.queue.withdraw(units);
        p.out += units;
    };
    if (!is_divided()) return note(*all_[0]);
    for (const Member& m : members(node)) note(*all_[m.partition]);
}

void Partitions::restore(std::uint32_t node, std::uint32_t units) {
    give_back(node, units);
    const auto note = [units](Partition& p) {
        p.queue.restore(units);
        p.out -= units;
    };
    if (!is_divided()) return note(*all_[0]);
    for (const Member& m : members(node)) note(*all_[m.partition]);
}

void Partitions::count_units(std::span<const NodeShare> shares) {
    std::ranges::fill(units_, 0);
    for (const NodeShare& s : shares) {
        for (const Member& m : members(s.node)) units_[m.partition] += s.devices + s.spare;
    }
}

void Partitions::start(std::uint32_t home, std::uint32_t ticket, std::span<const NodeShare> shares,
                       std::int64_t end_ns) {
    Partition& own = *all_[home];
    if (ticket >= own.lent.size()) own.lent.resize(ticket + std::size_t{1});
    count_units(shares);
    for (std::uint32_t p = 0; p < count(); ++p) {
        if (p == home || units_[p] == 0) continue;
        own.lent[ticket].push_back({p, units_[p], all_[p]->queue.lend(units_[p], end_ns)});
    }
}

void Partitions::end(std::uint32_t home, std::uint32_t ticket, std::int64_t now_ns) {
    Partition& own = *all_[home];
    own.queue.end(ticket, now_ns);
    if (!is_divided()) return;
    for (const Partition::Lent& l : own.lent[ticket]) all_[l.partition]->queue.take_back(l.ticket);
    own.lent[ticket].clear();
}

std::uint32_t Partitions::units_in(std::uint32_t partition, std::uint32_t home, std::uint32_t ticket,
                                   std::uint32_t held) const {
    if (partition == home) return held;
    const std::vector<Partition::Lent>& lent = all_[home]->lent[ticket];
    const auto found = std::ranges::find(lent, partition, &Partition::Lent::partition);
    return found == lent.end() ? 0 : found->units;
}

// The test of EASY (models/scheduling/easy.cpp).
bool Partitions::would_delay(const Partition& p, std::uint64_t units, std::int64_t length_ns) {
    const ClusterQueue::State& state = p.queue.state();
    const auto release = p.queue.release_of(p.head > state.free ? p.head - state.free : 1);
    if (!release || length_ns <= release->end_ns - state.now_ns) return false;
    return units + p.head > state.free + release->devices;
}

bool Partitions::must_delay(std::uint32_t home, std::uint32_t units, std::int64_t length_ns) const {
    for (std::uint32_t r = 0; r < all_[home]->rank; ++r) {
        const std::uint32_t earlier = order_[r];
        const Partition& p = *all_[earlier];
        if (p.head == 0 || !overlaps(home, earlier)) continue;
        const std::uint32_t elsewhere = all_[home]->free.free_total() - both(home, earlier);
        if (units > elsewhere && would_delay(p, units - elsewhere, length_ns)) return true;
    }
    return false;
}

std::uint32_t Partitions::delayed_by(std::uint32_t home, std::span<const NodeShare> shares,
                                     std::int64_t length_ns) {
    if (!yields(home)) return none;
    count_units(shares);
    for (std::uint32_t r = 0; r < all_[home]->rank; ++r) {
        const Partition& p = *all_[order_[r]];
        if (p.head > 0 && units_[order_[r]] > 0 && would_delay(p, units_[order_[r]], length_ns))
            return order_[r];
    }
    return none;
}

std::uint32_t Partitions::in_partition(std::uint32_t partition, std::uint32_t node) const {
    if (!is_divided()) return node;
    const auto found = std::ranges::find(members(node), partition, &Member::partition);
    return found == members(node).end() ? none : found->node;
}

std::size_t Partitions::waiting() const {
    std::size_t sum = 0;
    for (const auto& p : all_) sum += p->queue.state().waiting;
    return sum;
}

bool Partitions::agree(std::uint64_t asleep) const {
    return pairs_agree() && queues_agree(asleep);
}

bool Partitions::pairs_agree() const {
    std::vector<std::uint32_t> shared(both_.size());
    for (std::uint32_t node = 0; is_divided() && node < row_.nodes.size(); ++node) {
        for (const Member& a : members(node)) {
            for (const Member& b : members(node)) {
                if (a.partition < b.partition)
                    shared[std::size_t{a.partition} * count() + b.partition] += free_.free_on(node);
            }
        }
    }
    return shared == both_;
}

bool Partitions::queues_agree(std::uint64_t asleep) const {
    for (std::uint32_t p = 0; p < count(); ++p) {
        const Partition& own = *all_[p];
        std::uint32_t free = 0;
        for (std::uint32_t n = 0; n < own.free.nodes(); ++n) {
            if (own.free.free_on(n) != free_.free_on(in_cluster(p, n))) return false;
            free += own.free.free_on(n);
        }
        const ClusterQueue::State& state = own.queue.state();
        const std::uint64_t running = own.queue.running_devices();
        if (state.free != free || free != own.free.free_total() ||
            state.total + own.out + asleep != own.units() || free + running != state.total)
            return false;
    }
    return true;
}

}  // namespace datahall
