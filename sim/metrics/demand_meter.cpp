#include "sim/metrics/demand_meter.hpp"

namespace datahall {
namespace {

constexpr std::int64_t ns_per_s = 1'000'000'000;
constexpr std::int64_t quarter_s = DemandMeter::quarter_ns / ns_per_s;

}  // namespace

std::int64_t DemandMeter::since_quarter(Instant t) const {
    const std::int64_t start_s = (start_.seconds % quarter_s + quarter_s) % quarter_s;
    return (start_s * ns_per_s + t.ns) % quarter_ns;
}

Instant DemandMeter::end_of_month(Instant t) const {
    const CivilTime c = as_civil({start_.seconds + t.ns / ns_per_s});
    const Utc next = from_civil({.year = c.month == 12 ? c.year + 1 : c.year, .month = c.month % 12 + 1});
    return {(next.seconds - start_.seconds) * ns_per_s};
}

void DemandMeter::record(Instant begin, Int128 quarter) {
    if (months_.empty() || begin >= month_end_) {
        months_.push_back(0);
        month_end_ = end_of_month(begin);
    }
    months_.back() = std::max(months_.back(), quarter);
}

void DemandMeter::hold(Instant from, Instant to, std::int64_t level) {
    while (from < to) {
        const std::int64_t since = since_quarter(from);
        const Instant end{from.ns - since + quarter_ns};
        if (since == 0 && end <= to) {
            // All whole quarters of this month at once.
            record(from, Int128{level} * quarter_ns);
            const std::int64_t until = std::min(to.ns, month_end_.ns);
            from.ns += (until - from.ns) / quarter_ns * quarter_ns;
            continue;
        }
        const Instant next = std::min(to, end);
        part_ += Int128{level} * (next.ns - from.ns);
        part_ns_ += next.ns - from.ns;
        from = next;
        if (from != end) continue;
        if (part_ns_ == quarter_ns) record({end.ns - quarter_ns}, part_);
        part_ = 0;
        part_ns_ = 0;
    }
}

std::optional<Int128> DemandMeter::highest() const {
    const auto month = std::ranges::max_element(months_);
    return month == months_.end() ? std::nullopt : std::optional{*month};
}

}  // namespace datahall
