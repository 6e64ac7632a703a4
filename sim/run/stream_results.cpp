#include "sim/run/stream_results.hpp"

#include <algorithm>

#include "sim/run/jobs/cluster_sharing.hpp"
#include "sim/run/jobs/job_review.hpp"
#include "sim/run/world.hpp"

namespace datahall {
namespace {

constexpr double ns_per_hour = 3.6e12;

double hours(Int128 device_ns) {
    return static_cast<double>(device_ns) / ns_per_hour;
}

// What the open jobs of one stream have still to do, in reference device ns.
struct OpenWork {
    Int128 running = 0;
    Int128 queued = 0;
};

std::vector<OpenWork> open_work(const Cluster& cluster, Instant now) {
    std::vector<OpenWork> sums(cluster.streams().size());
    cluster.jobs().each([&](const Job& job) {
        if (!job.is_open()) return;
        const Int128 left = Int128{job.request.run_ns - cluster.done_ns(job, now)} * job.time->asked;
        OpenWork& sum = sums[job.stream];
        (job.state == JobState::running ? sum.running : sum.queued) += left;
    });
    for (OpenWork& sum : sums) {
        sum.running /= work_parts(cluster.shared());
        sum.queued /= work_parts(cluster.shared());
    }
    return sums;
}

WorkBook sum_of(const Totals& totals) {
    WorkBook sum;
    for (const ClusterTotals& cluster : totals.clusters) {
        for (const WorkBook& b : cluster.streams) {
            sum.submitted += b.submitted;
            sum.done += b.done;
            sum.refused += b.refused;
            sum.killed += b.killed;
            sum.lost += b.lost;
            sum.redone += b.redone;
        }
    }
    return sum;
}

class WorkMetrics {
public:
    explicit WorkMetrics(std::vector<Metric>& out) : out_{out} {}
    void add(const std::string& name, std::optional<double> value, const char* unit, std::string meaning) {
        out_.push_back({"work." + name, value, unit, std::move(meaning)});
    }
    void share(const std::string& name, double part, double all, std::string meaning) {
        add(name, all > 0 ? std::optional{part / all} : std::nullopt, "1", std::move(meaning));
    }

private:
    std::vector<Metric>& out_;
};

// Metric names have no hyphens.
std::string word(std::string name) {
    std::ranges::replace(name, '-', '_');
    return name;
}

void add_stream(const StreamResult& s, double load, WorkMetrics& m) {
    const std::string name = word(s.name);
    const std::string of = " of stream " + s.name + ", in hours of " + s.reference;
    m.add(name + "_submitted", s.submitted, "h", "Work handed out" + of);
    m.add(name + "_served", s.served, "h", "Work done inside the window" + of);
    m.add(name + "_refused", s.refused, "h", "Work refused" + of);
    m.share(name + "_served_share", s.served, s.due(),
            "Work done over work done, waiting, refused or killed, " + s.name);
    m.add(name + "_load", load, "1",
          "Device-time that the servable work of " + s.name + " asks for, over all of its cluster");
}

Int128 open_in(const WorkBook& b) {
    return b.submitted - b.done - b.refused - b.killed;
}

// Open when counting began.
Int128 carried_in(const World& w, std::size_t cluster, std::size_t stream) {
    return open_in(w.counted_from().clusters[cluster].streams[stream]);
}

}  // namespace

std::vector<StreamFigures> stream_figures(const World& w, const Totals& window, const JobReview& review) {
    std::vector<StreamFigures> figures;
    for (std::size_t c = 0; c < w.clusters().size(); ++c) {
        const Cluster& cluster = *w.clusters()[c];
        const std::vector<OpenWork> open = open_work(cluster, w.queue().now());
        const std::vector<JobTally> tallies = cluster.past().tallies(cluster, w.queue().now()).streams;
        const double all = double(cluster.total_units()) * static_cast<double>(window.at.ns);
        for (std::size_t s = 0; s < cluster.streams().size(); ++s) {
            const JobStream& stream = cluster.streams()[s];
            const WorkBook& book = window.clusters[c].streams[s];
            figures.push_back({.result = {.name = stream.name(),
                                          .work_class = stream.workload().work_class(),
                                          .reference = stream.work().reference,
                                          .cluster = stream.is_at_home() ? cluster.name() : "",
                                          .carried_in = hours(carried_in(w, c, s)),
                                          .submitted = hours(book.submitted),
                                          .served = hours(book.done),
                                          .refused = hours(book.refused),
                                          .lost = hours(book.lost),
                                          .energy_j = joules_of(ByGroup<JobTally>::of(tallies, s).energy),
                                          .running = hours(open[s].running),
                                          .queued = hours(open[s].queued)},
                               .load = all > 0 ? static_cast<double>(review.clusters[c].asked[s]) / all : 0.0,
                               .running = open[s].running,
                               .queued = open[s].queued});
        }
    }
    return figures;
}

void add_work_metrics(const Totals& before_window, const Totals& window,
                      std::span<const StreamFigures> streams, std::vector<Metric>& metrics) {
    const WorkBook sum = sum_of(window);
    const WorkBook before = sum_of(before_window);
    Int128 running = 0;
    Int128 queued = 0;
    for (const StreamFigures& s : streams) {
        running += s.running;
        queued += s.queued;
    }
    WorkMetrics m{metrics};
    m.add("carried_in", hours(open_in(before)), "h", "Reference-device-hours open when counting began");
    m.add("submitted", hours(sum.submitted), "h", "Reference-device-hours handed out");
    m.add("served", hours(sum.done), "h", "Reference-device-hours done inside the window");
    m.add("running", hours(running), "h", "Still to do of the running jobs");
    m.add("queued", hours(queued), "h", "Of waiting jobs");
    m.add("refused", hours(sum.refused), "h", "Of refused jobs");
    m.add("killed", hours(sum.killed), "h",
          "Left undone by jobs that met their limit because they were slowed");
    m.add("lost", hours(sum.lost), "h", "Not done because devices were slowed down");
    m.add("redone", hours(sum.redone), "h", "Lost when jobs were stopped for others, and done again");
    for (const StreamFigures& s : streams) add_stream(s.result, s.load, m);
}

}  // namespace datahall
