#include "sim/config/problems.hpp"

#include <algorithm>
#include <iterator>
#include <tuple>
#include <utility>

#include <fmt/format.h>

namespace datahall {
namespace {

// A hostile file may hold a million mistakes; nobody reads them, so nobody stores them.
constexpr std::size_t most_kept = 10'000;

auto order(const Problem& p) {
    return std::tie(p.where, p.code, p.path, p.text, p.hint);
}

Problem more_in(const std::string& file, std::size_t count) {
    return {{file, 0, 0}, "", "", fmt::format("... and {} more", count), ""};
}

}  // namespace

void Problems::add(Problem problem) {
    if (list_.size() < most_kept) list_.push_back(std::move(problem));
}

void Problems::add(const ConfigError& error) {
    for (const Problem& p : error.problems()) add(p);
}

std::vector<Problem> Problems::sorted() const {
    std::vector<Problem> all = list_;
    std::ranges::stable_sort(all, {}, [](const Problem& p) { return order(p); });
    const auto same = [](const Problem& a, const Problem& b) { return order(a) == order(b); };
    all.erase(std::unique(all.begin(), all.end(), same), all.end());

    std::vector<Problem> shown;
    for (auto first = all.begin(); first != all.end();) {
        const auto last = std::find_if(first, all.end(),
                                       [&](const Problem& p) { return p.where.file != first->where.file; });
        const auto count = static_cast<std::size_t>(last - first);
        const std::size_t kept = std::min(count, most_per_file);
        const std::string file = first->where.file;
        std::move(first, first + static_cast<std::ptrdiff_t>(kept), std::back_inserter(shown));
        if (kept < count) shown.push_back(more_in(file, count - kept));
        first = last;
    }
    return shown;
}

void Problems::throw_if_any() const {
    if (!list_.empty()) throw ConfigError{sorted()};
}

}  // namespace datahall
