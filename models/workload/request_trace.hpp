// Requests to a language model as a trace lists them: when each came, how long its input and its answer were.
//
// Comma-separated, with a header line; columns used: TIMESTAMP (2023-11-16 18:15:46.6805900, UTC, up to nine
// decimals), ContextTokens, GeneratedTokens.  Lines should be in the order of time.
// Source: Azure LLM inference traces of 2023, github.com/Azure/AzurePublicDataset, CC BY 4.0; Patel et al.,
// "Splitwise", ISCA 2024.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>

#include "datahall/calendar.hpp"
#include "datahall/line_source.hpp"

#include "models/workload/fields.hpp"

namespace datahall {

struct LlmRequest {
    std::int64_t time_ns = 0;  // since 1970
    std::int64_t input_tokens = 0;
    std::int64_t output_tokens = 0;
};

/// In the order of the file.  Refuses times outside 1970 to 2095, negative tokens and more than 10^7.
class RequestReader {
public:
    explicit RequestReader(const LineSource& file);
    bool next(LlmRequest& request);

private:
    std::int64_t tokens(std::string_view column, std::size_t at) const;

    std::unique_ptr<LineSource> lines_;
    CsvRow row_;
    std::size_t time_ = 0, input_ = 0, output_ = 0, count_ = 0;
};

/// Of one kind of tokens over all requests.  A quantile q is the value at position min(n - 1, floor(q n)) of
/// the sorted values.
struct TokenSummary {
    std::int64_t sum = 0, least = 0, median = 0, p99 = 0, most = 0;
};

struct RequestSummary {
    std::uint64_t requests = 0;
    std::uint64_t out_of_order = 0;
    std::int64_t first_ns = 0, last_ns = 0;  // since 1970
    TokenSummary input, output;
    double gap_mean_s = 0.0;           // from one request to the next
    double gap_cv = 0.0;               // its standard deviation over its mean: 1 for a Poisson process
    std::uint64_t busiest_second = 0;  // requests of one second of the clock, lines in order
    double span_s() const { return static_cast<double>(last_ns - first_ns) / 1e9; }
};

/// Reads the whole file.  Memory: the different lengths that occur.
RequestSummary summarize_requests(const LineSource& file);

}  // namespace datahall
