// The lists of jobs aside that one scope takes part in: which of them may hold the first job that fits.
//
// A complete binary tree over the lists, in no order that matters: each node has the least estimates by size
// of all jobs below it, and the first of them in the queue.  A search goes down where a job may fit, earlier
// first jobs first, and not where all stand behind what it has found.
// Cost: O(log lists) for a change of a list; a search looks at the lists that may fit ahead of its answer.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/run/jobs/least_estimates.hpp"
#include "sim/run/jobs/queue_order.hpp"

namespace datahall {

class ListTournament {
public:
    static constexpr std::uint32_t nobody = QueuePlace::nobody;

    ListTournament(const QueueOrder& queue, std::uint32_t widest, std::uint32_t narrowest = 1)
        : queue_{&queue}, least_{widest, narrowest} {
        resize(1);
    }

    /// Another list, at the next leaf; its number for the caller is `list`.
    std::uint32_t add(std::uint32_t list) {
        lists_.push_back(list);
        if (lists_.size() > leaves_) grow();
        return static_cast<std::uint32_t>(lists_.size() - 1);
    }
    /// What the list at a leaf holds: the root of its own tree, and its first job.
    void set(std::uint32_t leaf, const LeastEstimates& of, std::uint32_t first) {
        std::uint32_t node = leaves_ + leaf;
        bool changed = least_.copy(node, of, 1);
        changed = note_first(node, first) || changed;
        climb(node, changed);
    }
    /// The list is out of the tournament until the next set().
    void clear(std::uint32_t leaf) {
        std::uint32_t node = leaves_ + leaf;
        bool changed = least_.set(node, {});
        changed = note_first(node, nobody) || changed;
        climb(node, changed);
    }

    const LeastEstimates& least() const { return least_; }
    /// Calls look(list) for each list below which `may` allows, unless is_behind(its first job) by then.
    template <class May, class IsBehind, class Look>
    void search(const May& may, const IsBehind& is_behind, const Look& look) const {
        search_below(1, may, is_behind, look);
    }

private:
    template <class May, class IsBehind, class Look>
    void search_below(std::uint32_t node, const May& may, const IsBehind& is_behind, const Look& look) const {
        if (first_[node] == nobody || !may(node) || is_behind(first_[node])) return;
        if (node >= leaves_) return look(lists_[node - leaves_]);
        const std::uint32_t left = 2 * node;
        const std::uint32_t earlier = first_[node] == first_[left] ? left : left + 1;
        search_below(earlier, may, is_behind, look);
        search_below(earlier ^ 1u, may, is_behind, look);
    }
    void climb(std::uint32_t node, bool changed) {
        while (changed && node > 1) {
            node /= 2;
            changed = merge(node);
        }
    }
    bool merge(std::uint32_t node) {
        const std::size_t below = std::size_t{2} * node;
        const std::uint32_t left = first_[below];
        const std::uint32_t right = first_[below + 1];
        const bool is_left = right == nobody || (left != nobody && queue_->stands_before(left, right));
        const bool merged = least_.merge(node);
        return note_first(node, is_left ? left : right) || merged;
    }
    bool note_first(std::uint32_t node, std::uint32_t first) {
        if (first_[node] == first) return false;
        first_[node] = first;
        return true;
    }
    void resize(std::uint32_t leaves) {
        leaves_ = leaves;
        least_.resize(std::size_t{leaves} * 2);
        first_.assign(std::size_t{leaves} * 2, nobody);
    }
    // Twice as many leaves, with what the lists hold.
    void grow() {
        const LeastEstimates old = least_;
        const std::vector<std::uint32_t> firsts = first_;
        const std::uint32_t was = leaves_;
        resize(was * 2);
        for (std::uint32_t leaf = 0; leaf < was; ++leaf) {
            least_.copy(leaves_ + leaf, old, was + leaf);
            first_[leaves_ + leaf] = firsts[was + leaf];
        }
        for (std::uint32_t node = leaves_ - 1; node > 0; --node) merge(node);
    }

    const QueueOrder* queue_;
    LeastEstimates least_;
    std::uint32_t leaves_ = 1;
    std::vector<std::uint32_t> first_;  // by node; tickets
    std::vector<std::uint32_t> lists_;  // by leaf
};

}  // namespace datahall
