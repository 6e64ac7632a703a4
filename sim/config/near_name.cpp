#include "sim/config/near_name.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace datahall {
namespace {

constexpr std::size_t longest_name = 64;
constexpr std::size_t most_names = 3;
constexpr std::size_t most_listed = 12;

// Lower case, with - as _: what two spellings of one name have in common.
std::string folded(std::string_view name) {
    std::string out{name};
    for (char& c : out) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
        if (c == '-') c = '_';
    }
    return out;
}

std::string joined(std::span<const std::string> names) {
    std::string out;
    for (std::size_t i = 0; i < names.size(); ++i) {
        const bool last = i + 1 == names.size();
        out += fmt::format("{}'{}'", i == 0 ? "" : (last ? " or " : ", "), names[i]);
    }
    return out;
}

}  // namespace

// Three rows of the table are enough to see a swap.
std::size_t edit_distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> before(b.size() + 1);
    std::vector<std::size_t> above(b.size() + 1);
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;

    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::swap(before, above);
        std::swap(above, row);
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t substitute = above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
            row[j] = std::min({above[j] + 1, row[j - 1] + 1, substitute});
            const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
            if (swapped) row[j] = std::min(row[j], before[j - 2] + 1);
        }
    }
    return row[b.size()];
}

std::vector<std::string> near_names(std::string_view typed, std::span<const std::string> known) {
    if (typed.empty() || typed.size() > longest_name) return {};
    const std::string wanted = folded(typed);
    const std::size_t most = std::clamp<std::size_t>(typed.size() / 3, 1, 3);

    std::vector<std::pair<std::size_t, std::string>> near;
    for (const std::string& name : known) {
        if (name.size() > longest_name + most) continue;
        const std::size_t distance = edit_distance(wanted, folded(name));
        if (distance == 0) return {name};
        if (distance <= most) near.emplace_back(distance, name);
    }
    std::ranges::stable_sort(near, {}, &std::pair<std::size_t, std::string>::first);

    std::vector<std::string> names;
    for (auto& [distance, name] : near) {
        if (names.size() < most_names) names.push_back(std::move(name));
    }
    return names;
}

std::string did_you_mean(std::string_view typed, std::span<const std::string> known) {
    const std::vector<std::string> names = near_names(typed, known);
    return names.empty() ? "" : fmt::format("did you mean {}?", joined(names));
}

std::string listed(std::span<const std::string> names) {
    if (names.size() <= most_listed) return joined(names);
    std::string out;
    for (const std::string& name : names.first(most_listed)) out += fmt::format("'{}', ", name);
    return out + "...";
}

}  // namespace datahall
