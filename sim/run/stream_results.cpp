#include "sim/run/stream_results.hpp"

#include <algorithm>

#include "sim/run/world.hpp"

namespace datahall {
namespace {

constexpr double ns_per_hour = 3.6e12;

double hours(Int128 device_ns) {
    return static_cast<double>(device_ns) / ns_per_hour;
}

// Work that is open at one instant, still to be done.
struct OpenWork {
    Int128 running = 0;
    Int128 queued = 0;
};

// By stream of a cluster.
std::vector<OpenWork> open_at_end(const World& w, const Cluster& cluster) {
    std::vector<OpenWork> open(cluster.streams().size());
    const Instant now = w.queue().now();
    for (const Job& job : cluster.jobs()) {
        if (job.state != JobState::running && job.state != JobState::queued) continue;
        const Int128 left = Int128{job.request.run_ns - cluster.done_ns(job, now)} * job.request.devices;
        OpenWork& of_stream = open[job.stream];
        (job.state == JobState::running ? of_stream.running : of_stream.queued) += left;
    }
    return open;
}

OpenWork open_at_end(const World& w) {
    OpenWork all;
    for (const auto& cluster : w.clusters()) {
        for (const OpenWork& of_stream : open_at_end(w, *cluster)) {
            all.running += of_stream.running;
            all.queued += of_stream.queued;
        }
    }
    return all;
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

// Device-time asked for here by the jobs submitted in the window, over what the cluster has.
double offered_load(const World& w, const Cluster& cluster, std::size_t stream, const Totals& window) {
    Int128 asked = 0;
    for (const Job& job : cluster.jobs()) {
        const bool counts = job.stream == stream && job.state != JobState::refused &&
                            job.request.submit_ns >= w.counted_from().at.ns;
        if (counts) asked += Int128{job.run_ns} * job.time.width;
    }
    const double all = double(cluster.total_units()) * static_cast<double>(window.at.ns);
    return all > 0 ? static_cast<double>(asked) / all : 0.0;
}

// What the jobs of each stream were billed over the whole run.
std::vector<Int128> billed_by_stream(const World& w, const Cluster& cluster) {
    const Instant now = w.queue().now();
    std::vector<Int128> billed(cluster.streams().size());
    for (const Job& job : cluster.jobs()) {
        if (job.bill != no_index) billed[job.stream] += w.nodes().billed(job.bill, now);
    }
    return billed;
}

}  // namespace

std::vector<StreamResult> stream_results(const World& w, const Totals& window) {
    std::vector<StreamResult> results;
    for (std::size_t c = 0; c < w.clusters().size(); ++c) {
        const Cluster& cluster = *w.clusters()[c];
        const std::vector<Int128> billed = billed_by_stream(w, cluster);
        const std::vector<OpenWork> open = open_at_end(w, cluster);
        for (std::size_t s = 0; s < cluster.streams().size(); ++s) {
            const JobStream& stream = cluster.streams()[s];
            const WorkBook& book = window.clusters[c].streams[s];
            results.push_back({.name = stream.name(),
                               .work_class = stream.workload().work_class(),
                               .reference = stream.work().reference,
                               .cluster = stream.is_at_home() ? cluster.name() : "",
                               .carried_in = hours(carried_in(w, c, s)),
                               .submitted = hours(book.submitted),
                               .served = hours(book.done),
                               .refused = hours(book.refused),
                               .lost = hours(book.lost),
                               .energy_j = joules_of(billed[s]),
                               .running = hours(open[s].running),
                               .queued = hours(open[s].queued)});
        }
    }
    return results;
}

void add_work_metrics(const World& w, const Totals& window, std::vector<Metric>& metrics) {
    const WorkBook sum = sum_of(window);
    const WorkBook before = sum_of(w.counted_from());
    const OpenWork open = open_at_end(w);
    WorkMetrics m{metrics};
    m.add("carried_in", hours(open_in(before)), "h", "Reference-device-hours open when counting began");
    m.add("submitted", hours(sum.submitted), "h", "Reference-device-hours handed out");
    m.add("served", hours(sum.done), "h", "Reference-device-hours done inside the window");
    m.add("running", hours(open.running), "h", "Still to do of the running jobs");
    m.add("queued", hours(open.queued), "h", "Of waiting jobs");
    m.add("refused", hours(sum.refused), "h", "Of refused jobs");
    m.add("killed", hours(sum.killed), "h",
          "Left undone by jobs that met their limit because they were slowed");
    m.add("lost", hours(sum.lost), "h", "Not done because devices were slowed down");
    std::size_t next = 0;
    const std::vector<StreamResult> streams = stream_results(w, window);
    for (const auto& cluster : w.clusters()) {
        for (std::size_t s = 0; s < cluster->streams().size(); ++s) {
            add_stream(streams[next++], offered_load(w, *cluster, s, window), m);
        }
    }
}

}  // namespace datahall
