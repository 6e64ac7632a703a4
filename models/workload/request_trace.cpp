// Requests to a language model as a trace lists them; see the header.
#include "models/workload/request_trace.hpp"

#include <algorithm>
#include <cmath>

namespace datahall {
namespace {

constexpr std::int64_t most_tokens = 10'000'000;

// A date and a time of day with or without decimals.
std::optional<std::int64_t> as_utc_ns(std::string_view text) {
    constexpr std::size_t whole = 19;  // characters of 2023-11-16 18:15:46
    const auto time = as_timestamp(text.substr(0, whole));
    if (!time || time->seconds < 0 || time->seconds > longest_seconds) return std::nullopt;
    if (text.size() == whole) return time->seconds * ns_per_second;
    if (text[whole] != '.' || text.size() == whole + 1) return std::nullopt;
    const auto fraction = as_nanoseconds("0" + std::string{text.substr(whole)});
    if (!fraction || *fraction < 0 || *fraction >= ns_per_second) return std::nullopt;
    return time->seconds * ns_per_second + *fraction;
}

// How often each length occurs.
class Lengths {
public:
    void note(std::int64_t tokens) {
        ++counts_[tokens];
        sum_ += tokens;
        ++n_;
    }
    TokenSummary summary() const {
        if (n_ == 0) return {};
        return {.sum = sum_,
                .least = counts_.begin()->first,
                .median = at(n_ / 2),
                .p99 = at(std::min(n_ - 1, n_ * 99 / 100)),
                .most = counts_.rbegin()->first};
    }

private:
    std::int64_t at(std::uint64_t position) const {
        std::uint64_t before = 0;
        for (const auto& [tokens, count] : counts_) {
            before += count;
            if (position < before) return tokens;
        }
        return counts_.rbegin()->first;
    }

    std::map<std::int64_t, std::uint64_t> counts_;
    std::int64_t sum_ = 0;
    std::uint64_t n_ = 0;
};

// Mean and spread of the times between requests (Welford).
class Gaps {
public:
    void note(double gap_s) {
        ++n_;
        const double from_mean = gap_s - mean_;
        mean_ += from_mean / static_cast<double>(n_);
        squares_ += from_mean * (gap_s - mean_);
    }
    double mean() const { return mean_; }
    double cv() const { return mean_ > 0 ? std::sqrt(squares_ / static_cast<double>(n_)) / mean_ : 0.0; }

private:
    std::uint64_t n_ = 0;
    double mean_ = 0.0;
    double squares_ = 0.0;
};

}  // namespace

RequestReader::RequestReader(const LineSource& file) : lines_{file.reopen()} {
    std::string_view line;
    if (!lines_->next(line))
        lines_->refuse({}, "expected a header line TIMESTAMP,ContextTokens,GeneratedTokens");
    row_.read(*lines_, line);
    time_ = row_.column(*lines_, "TIMESTAMP");
    input_ = row_.column(*lines_, "ContextTokens");
    output_ = row_.column(*lines_, "GeneratedTokens");
    count_ = row_.size();
}

bool RequestReader::next(LlmRequest& request) {
    if (!row_.read_next(*lines_, count_)) return false;
    const auto time = as_utc_ns(row_[time_]);
    if (!time) {
        lines_->refuse("TIMESTAMP",
                       "expected a time such as 2023-11-16 18:15:46.6805900, got " + shown(row_[time_]));
    }
    request = {*time, tokens("ContextTokens", input_), tokens("GeneratedTokens", output_)};
    return true;
}

std::int64_t RequestReader::tokens(std::string_view column, std::size_t at) const {
    const std::int64_t n = whole_field(*lines_, column, row_[at]);
    if (n < 0 || n > most_tokens)
        lines_->refuse(column, "expected 0 to 10000000 tokens, got " + shown(row_[at]));
    return n;
}

RequestSummary summarize_requests(const LineSource& file) {
    RequestSummary s;
    Lengths input;
    Lengths output;
    Gaps gaps;
    std::int64_t before_ns = 0;
    std::uint64_t in_second = 0;
    RequestReader reader{file};
    for (LlmRequest r; reader.next(r); before_ns = r.time_ns) {
        const bool is_first = s.requests++ == 0;
        if (!is_first && r.time_ns < before_ns) ++s.out_of_order;
        if (!is_first) gaps.note(static_cast<double>(r.time_ns - before_ns) / 1e9);
        in_second = !is_first && r.time_ns / ns_per_second == before_ns / ns_per_second ? in_second + 1 : 1;
        s.busiest_second = std::max(s.busiest_second, in_second);
        s.first_ns = is_first ? r.time_ns : std::min(s.first_ns, r.time_ns);
        s.last_ns = is_first ? r.time_ns : std::max(s.last_ns, r.time_ns);
        input.note(r.input_tokens);
        output.note(r.output_tokens);
    }
    s.input = input.summary();
    s.output = output.summary();
    s.gap_mean_s = gaps.mean();
    s.gap_cv = gaps.cv();
    return s;
}

}  // namespace datahall
