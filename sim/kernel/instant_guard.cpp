// The two errors of an instant that does not end, with the names a reader needs.
#include "sim/kernel/instant_guard.hpp"

#include <algorithm>
#include <string_view>

namespace datahall {

namespace {

// "5.000000001 s": exact, whatever the size.
std::string time_text(Instant t) {
    const std::string digits = std::to_string(t.ns % 1'000'000'000);
    return std::to_string(t.ns / 1'000'000'000) + "." + std::string(9 - digits.size(), '0') + digits + " s";
}

}  // namespace

// GCC writes "... [with auto Member = &Breaker::trip]", Clang "... [Member = &Breaker::trip]".
std::string handler_name(const EventHandler& handler) {
    const std::string_view text = handler.signature;
    constexpr std::string_view mark = "Member = ";
    const auto begin = text.find(mark);
    if (begin == std::string_view::npos) return std::string{text};
    std::string_view name = text.substr(begin + mark.size());
    name = name.substr(0, name.find_last_of(']'));
    if (name.starts_with('&')) name.remove_prefix(1);
    for (const std::string_view scope : {"{anonymous}::", "(anonymous namespace)::", "datahall::"}) {
        if (name.starts_with(scope)) name.remove_prefix(scope.size());
    }
    return std::string{name};
}

void InstantGuard::open(Instant now, std::uint64_t next_sequence) {
    now_ = now;
    next_sequence_ = next_sequence;
    due_ = 0;
    zero_delay_ = 0;
    passes_ = 0;
    is_open_ = true;
    ++instants_;
}

void InstantGuard::count_pass(std::uint32_t max_passes, const char* what) {
    dirty_[passes_ % dirty_.size()] = what;
    if (++passes_ <= max_passes) {
        ++settles_;
        return;
    }
    std::string text = "the world did not come to rest at " + time_text(now_) + " within " +
                       std::to_string(max_passes) + " settles; dirty in the last passes:";
    const auto shown = std::min<std::uint32_t>(passes_, static_cast<std::uint32_t>(dirty_.size()));
    for (std::uint32_t i = passes_ - shown; i < passes_; ++i) {
        text += (i + shown == passes_ ? " " : ", ") + std::string{dirty_[i % dirty_.size()]};
    }
    throw SettleLoop{text};
}

void InstantGuard::sample_and_throw(const EventHandler* handler) {
    if (zero_delay_ + sample == 16 * due_ + allowance + 1) tallies_ = {};
    const auto it = std::find_if(tallies_.begin(), tallies_.end(), [handler](const Tally& t) {
        return t.handler == handler || t.handler == nullptr;
    });
    if (it != tallies_.end()) *it = {handler, it->events + 1};
    if (zero_delay_ <= 16 * due_ + allowance) return;
    throw ZeroDelayLoop{"events keep posting events at " + time_text(now_) + " and time stands still (" +
                        std::to_string(zero_delay_) + " so far); most often " + most_frequent()};
}

std::string InstantGuard::most_frequent() const {
    auto sorted = tallies_;
    std::stable_sort(sorted.begin(), sorted.end(),
                     [](const Tally& a, const Tally& b) { return a.events > b.events; });
    std::string text;
    for (std::size_t i = 0; i < 3 && sorted[i].handler != nullptr; ++i) {
        text += (i == 0 ? "" : ", ") + handler_name(*sorted[i].handler);
    }
    return text;
}

}  // namespace datahall
