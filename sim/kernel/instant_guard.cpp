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

void InstantGuard::refuse_pass(const At& at, std::uint32_t max_passes) const {
    std::string text = "the world did not come to rest at " + time_text(at.now) + " within " +
                       std::to_string(max_passes) + " settles; dirty in the last passes:";
    const auto shown = std::min<std::uint32_t>(passes_, static_cast<std::uint32_t>(dirty_.size()));
    for (std::uint32_t i = passes_ - shown; i < passes_; ++i) {
        text += (i + shown == passes_ ? " " : ", ") + std::string{dirty_[i % dirty_.size()]};
    }
    throw SettleLoop{text};
}

void InstantGuard::set_limit(const Posts& posts, std::uint64_t seen) {
    limited_instant_ = posts.at.instant;
    const std::uint64_t due = seen - std::min(seen, posts.posted);  // fewer than none if some were cancelled
    limit_ = 16 * due + allowance;
    tallies_ = {};
}

void InstantGuard::tally(const Posts& posts, const EventHandler* handler) {
    const auto it = std::find_if(tallies_.begin(), tallies_.end(), [handler](const Tally& t) {
        return t.handler == handler || t.handler == nullptr;
    });
    if (it != tallies_.end()) *it = {handler, it->events + 1};
    if (posts.posted <= limit_) return;
    throw ZeroDelayLoop{"events keep posting events at " + time_text(posts.at.now) +
                        " and time stands still (" + std::to_string(posts.posted) + " so far); most often " +
                        most_frequent()};
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
