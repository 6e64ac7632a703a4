// Readings of one trace file; see the header.
#include "models/workload/trace_reader.hpp"

#include <algorithm>

#include "datahall/random.hpp"

namespace datahall {

RecordReader::RecordReader(TraceFile& file) : file_{file}, lines_{file.lines->reopen()} {
    file_.format->begin(*lines_);
}

bool RecordReader::next(TraceRecord& record) {
    record = {};
    record.number = records_ + 1;
    if (!file_.format->next(*lines_, file_.owners, record)) return false;
    ++records_;
    if (record.dropped == TraceRecord::kept) apply_filter(record);
    return true;
}

void RecordReader::apply_filter(TraceRecord& record) {
    const RecordFilter& filter = file_.filter;
    const std::size_t first = file_.format->reasons().size();
    if (filter.user_share < 1.0 && !is_sampled(record.job.owner)) {
        record.dropped = first + RecordFilter::not_sampled;
    } else if (record.job.submit_ns < filter.from_ns || record.job.submit_ns >= filter.to_ns) {
        record.dropped = first + RecordFilter::outside_cut;
    }
    if (filter.perfect_estimates) record.job.estimate_ns = record.job.run_ns;
}

// Drawn by the user's name, so that neither the other users nor the order of the file matter.
bool RecordReader::is_sampled(std::uint32_t owner) {
    const std::uint32_t user = file_.owners.parts(owner)[Identity::user];
    if (user >= sampled_.size()) sampled_.resize(user + std::size_t{1}, 0);
    if (sampled_[user] == 0) {
        RandomStream stream{
            stream_key(file_.filter.user_seed, "users/" + file_.owners.name(owner, Identity::user)), 0};
        sampled_[user] = stream.uniform() < file_.filter.user_share ? 2 : 1;
    }
    return sampled_[user] == 2;
}

bool HeldCursor::next(TraceJob& job) {
    if (next_ == jobs_.size()) return false;
    job = jobs_[next_++];
    return true;
}

void HeldCursor::seek(std::int64_t submit_ns) {
    const auto at = std::ranges::lower_bound(jobs_, submit_ns, {}, &TraceJob::submit_ns);
    next_ = static_cast<std::size_t>(at - jobs_.begin());
}

StreamCursor::StreamCursor(TraceFile& file, std::int64_t step_back_ns, std::uint64_t limit)
    : file_{file}, step_back_ns_{step_back_ns}, limit_{limit} {}

bool StreamCursor::next(TraceJob& job) {
    if (found_) {
        job = *found_;
        found_.reset();
        return true;
    }
    if (limit_ > 0 && given_ == limit_) return false;
    while (!is_due() && read_one()) {}
    if (heap_.empty()) return false;
    std::ranges::pop_heap(heap_, is_later);
    job = heap_.back().job;
    heap_.pop_back();
    ++given_;
    return true;
}

void StreamCursor::seek(std::int64_t submit_ns) {
    if (given_ > 0 || found_) {  // back to the first line
        records_.reset();
        heap_.clear();
        found_.reset();
        given_ = 0;
        at_end_ = false;
    }
    TraceJob job;
    while (next(job)) {
        if (job.submit_ns < submit_ns) continue;
        found_ = job;
        return;
    }
}

bool StreamCursor::is_later(const Held& a, const Held& b) {
    return a.job.submit_ns != b.job.submit_ns ? a.job.submit_ns > b.job.submit_ns : a.place > b.place;
}

// Whether nothing that is still to be read can come before the top.
bool StreamCursor::is_due() const {
    return !heap_.empty() && (at_end_ || heap_.front().job.submit_ns <= latest_ns_ - step_back_ns_);
}

bool StreamCursor::read_one() {
    if (at_end_) return false;
    if (!records_) {
        records_.emplace(file_);
        latest_ns_ = std::numeric_limits<std::int64_t>::min() + step_back_ns_;
    }
    TraceRecord record;
    if (!records_->next(record)) {
        at_end_ = true;
        return false;
    }
    if (record.dropped != TraceRecord::kept) return true;
    latest_ns_ = std::max(latest_ns_, record.job.submit_ns);
    heap_.push_back({record.job, record.number});
    std::ranges::push_heap(heap_, is_later);
    peak_ = std::max(peak_, heap_.size());
    return true;
}

}  // namespace datahall
