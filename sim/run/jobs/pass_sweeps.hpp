// Which places of the queue the questions of one pass have gone over.
//
// A question goes from a place to the first job within its limits that is not held: each job within them that
// it has passed is held, and has been met.  Questions without limits that begin at the front, or no later
// than others before them have come, add up to one stretch of the queue; all others are kept one by one.
// Cost: O(log jobs seen) a question.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "sim/run/jobs/queue_order.hpp"

namespace datahall {

class PassSweeps {
public:
    static constexpr std::uint32_t nobody = QueuePlace::nobody;

    /// Just before a job, or just behind it; nobody: the front.
    struct Edge {
        std::uint32_t ticket = nobody;
        bool is_behind = false;
    };
    /// Of one question: up to the job `to`, itself not met; nobody: to the end.
    struct Window {
        Edge from;
        std::uint32_t to = nobody;
        JobLimits limits;
    };

    explicit PassSweeps(const QueueOrder& queue) : queue_{queue} {}

    void clear();
    /// The question has come to `found`; nobody: to the end.
    void note(const QueuePlace& from, const JobLimits& limits, std::uint32_t found, bool is_aside);
    /// After the last note(): windows rise by their beginnings.
    void sort_windows();

    /// All jobs before this one have been met, but for those seen(); nobody: none, or all if is_to_end().
    std::uint32_t swept() const { return swept_; }
    bool is_to_end() const { return is_to_end_; }
    /// Jobs aside that have been found and not met later by a question without limits, in their order.
    std::span<const std::uint32_t> seen() const { return seen_; }
    std::span<const Window> windows() const { return windows_; }
    bool is_in_window(const WaitingJob& job) const;

    static Edge edge_of(const QueuePlace& place);
    /// Whether a job stands before the edge.
    static bool is_before(const QueueOrder& queue, std::uint32_t ticket, const Edge& edge);

private:
    bool reaches(const Edge& edge) const;
    void extend(const Edge& from, std::uint32_t to, bool is_aside);

    const QueueOrder& queue_;
    std::uint32_t swept_ = nobody;
    bool is_to_end_ = false;
    std::vector<std::uint32_t> seen_;
    std::vector<Window> windows_;
};

}  // namespace datahall
