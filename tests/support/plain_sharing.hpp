// Jobs on shared nodes under FCFS or EASY and best fit, looked at one by one each time: the reference that
// runs with `sharing` are held against.
//
// Nothing here knows of the engine: nodes are lists of what is left on each device, the queue is a list.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <vector>

#include "datahall/model/share_request.hpp"

struct PlainPod {
    std::uint64_t id = 0;
    std::int64_t submit = 0;
    std::int64_t run = 0;
    std::int64_t estimate = 0;  // >= run
    datahall::ShareRequest asks;
    std::int64_t start = -1;  // found by PlainSharing
    std::size_t node = 0;
    std::vector<std::size_t> devices = {};
};

struct PlainNode {
    std::int64_t cpu_milli = 0;
    std::int64_t memory_mib = 0;
    std::vector<std::int64_t> gpu_milli;

    bool holds(const datahall::ShareRequest& r) const {
        const auto fitting = std::ranges::count_if(gpu_milli, [&](auto left) { return left >= r.gpu_milli; });
        return r.cpu_milli <= cpu_milli && r.memory_mib <= memory_mib && (r.gpus == 0 || fitting >= r.gpus);
    }
    std::int64_t free_gpu() const {
        std::int64_t sum = 0;
        for (const std::int64_t left : gpu_milli) sum += left;
        return sum;
    }
};

class PlainSharing {
public:
    /// `pods` by submit.
    PlainSharing(std::size_t nodes, PlainNode whole, bool backfills, std::vector<PlainPod>& pods)
        : whole_{std::move(whole)}, nodes_(nodes, whole_), backfills_{backfills}, pods_{pods} {}

    /// Fills start, node and devices of each.
    void run() {
        while (true) {
            std::int64_t next = INT64_MAX;
            for (const std::size_t p : running_) next = std::min(next, pods_[p].start + pods_[p].run);
            if (arrived_ < pods_.size()) next = std::min(next, pods_[arrived_].submit);
            if (next == INT64_MAX) return;
            now_ = next;
            end_jobs();
            for (; arrived_ < pods_.size() && pods_[arrived_].submit == now_; ++arrived_)
                queue_.push_back(arrived_);
            pass();
        }
    }

private:
    void end_jobs() {
        for (std::size_t i = 0; i < running_.size();) {
            const PlainPod& pod = pods_[running_[i]];
            if (pod.start + pod.run != now_) {
                ++i;
                continue;
            }
            change(pod, +1);
            running_.erase(running_.begin() + static_cast<std::ptrdiff_t>(i));
        }
    }

    void change(const PlainPod& pod, int sign) {
        PlainNode& node = nodes_[pod.node];
        node.cpu_milli += sign * pod.asks.cpu_milli;
        node.memory_mib += sign * pod.asks.memory_mib;
        for (const std::size_t d : pod.devices) node.gpu_milli[d] += sign * std::int64_t{pod.asks.gpu_milli};
    }

    std::int64_t free() const {
        std::int64_t sum = 0;
        for (const PlainNode& node : nodes_) sum += node.free_gpu();
        return sum;
    }

    bool try_start(std::size_t p) {
        PlainPod& pod = pods_[p];
        if (pod.asks.all_gpu_milli() > free() || !place(pod)) return false;
        pod.start = now_;
        change(pod, -1);
        running_.push_back(p);
        return true;
    }

    // The node with the least left of processors and GPUs, both as shares of a whole node; its most used
    // devices that have room, the lowest free ones for whole GPUs.
    bool place(PlainPod& pod) const {
        std::optional<std::size_t> best;
        std::int64_t least = 0;
        for (std::size_t n = 0; n < nodes_.size(); ++n) {
            if (!nodes_[n].holds(pod.asks)) continue;
            const std::int64_t left = (nodes_[n].cpu_milli - pod.asks.cpu_milli) * whole_.free_gpu() +
                                      (nodes_[n].free_gpu() - pod.asks.all_gpu_milli()) * whole_.cpu_milli;
            if (best && left >= least) continue;
            best = n;
            least = left;
        }
        if (!best) return false;
        pod.node = *best;
        pod.devices = devices_for(pod.asks, nodes_[*best]);
        return true;
    }

    static std::vector<std::size_t> devices_for(const datahall::ShareRequest& asks, const PlainNode& node) {
        std::vector<std::size_t> fitting;
        for (std::size_t d = 0; d < node.gpu_milli.size(); ++d) {
            if (node.gpu_milli[d] >= asks.gpu_milli) fitting.push_back(d);
        }
        std::ranges::stable_sort(fitting, {}, [&](std::size_t d) { return node.gpu_milli[d]; });
        fitting.resize(asks.gpus);
        return fitting;
    }

    void pass() {
        while (!queue_.empty() && try_start(queue_.front())) queue_.erase(queue_.begin());
        if (backfills_ && queue_.size() > 1) backfill();
    }

    // Behind the blocked head: what ends by the estimated end at which it would have enough GPUs, or leaves
    // enough of them.  If it lacks something else, nothing can change before the next estimated end.
    void backfill() {
        const std::int64_t needed = pods_[queue_.front()].asks.all_gpu_milli();
        const std::int64_t free_now = free();
        std::vector<std::size_t> by_end = running_;
        const auto end_of = [&](std::size_t p) { return pods_[p].start + pods_[p].estimate; };
        std::ranges::stable_sort(by_end, {}, end_of);
        std::int64_t shadow = INT64_MAX;
        std::int64_t extra = INT64_MAX;
        std::int64_t back = free_now;
        for (std::size_t i = 0; i < by_end.size(); ++i) {
            back += pods_[by_end[i]].asks.all_gpu_milli();
            const bool is_last = i + 1 == by_end.size() || end_of(by_end[i + 1]) != end_of(by_end[i]);
            if (!is_last || back < needed) continue;
            shadow = end_of(by_end[i]);
            extra = back - needed;
            break;
        }
        for (std::size_t q = 1; q < queue_.size();) {
            const std::size_t p = queue_[q];
            const std::int64_t milli = pods_[p].asks.all_gpu_milli();
            const bool is_gone = shadow == INT64_MAX || now_ + pods_[p].estimate <= shadow;
            if ((!is_gone && milli > extra) || !try_start(p)) {
                ++q;
                continue;
            }
            if (!is_gone) extra -= milli;
            queue_.erase(queue_.begin() + static_cast<std::ptrdiff_t>(q));
        }
    }

    PlainNode whole_;
    std::vector<PlainNode> nodes_;
    bool backfills_;
    std::vector<PlainPod>& pods_;
    std::int64_t now_ = 0;
    std::size_t arrived_ = 0;
    std::vector<std::size_t> queue_;
    std::vector<std::size_t> running_;  // in the order of the starts
};
