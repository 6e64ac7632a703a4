#include "models/fabric/whole_numbers.hpp"

#include <algorithm>
#include <string>

#include <fmt/format.h>

namespace datahall {
namespace {

std::string counted(const ListLength& length) {
    if (length.at_least == length.at_most) return fmt::format("{}", length.at_least);
    return fmt::format("{} to {}", length.at_least, length.at_most);
}

}  // namespace

void read_whole_numbers(Keys& keys, const Key& key, Presence presence, ListLength length, WholeNumbers& out) {
    const std::vector<double> unread{-1.0};
    std::vector<double> numbers = unread;
    if (presence == Presence::required) {
        keys.required(key, numbers);
    } else {
        keys.optional(key, numbers);
    }
    if (numbers == unread) return;
    if (numbers.size() < length.at_least || numbers.size() > length.at_most) {
        return keys.refuse(key.name, fmt::format("expected a list of {} numbers such as {}, got {}",
                                                 counted(length), key.range.example, numbers.size()));
    }
    WholeNumbers whole;
    for (const double number : numbers) {
        // Out of range was noted by the reader, which then gives 0.
        whole.push_back(static_cast<std::uint32_t>(std::clamp(number, 0.0, 4294967295.0)));
        if (static_cast<double>(whole.back()) < number || static_cast<double>(whole.back()) > number) {
            return keys.refuse(key.name, fmt::format("expected whole numbers such as {}, got {}",
                                                     key.range.example, number));
        }
    }
    out = std::move(whole);
}

std::uint64_t product_up_to(const WholeNumbers& numbers, std::uint64_t limit) {
    std::uint64_t product = 1;
    for (const std::uint64_t n : numbers) {
        if (n > 0 && product > limit / n) return limit;
        product *= n;
    }
    return std::min(product, limit);
}

}  // namespace datahall
