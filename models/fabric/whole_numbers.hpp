// Lists of whole numbers in the settings of topologies: dimensions, children, parents.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "datahall/keys.hpp"

namespace datahall {

using WholeNumbers = std::vector<std::uint32_t>;

/// How many numbers a list may hold.
struct ListLength {
    std::size_t at_least = 1;
    std::size_t at_most = 1;
};

/// Reads a list of whole numbers.  The key's range holds for each of them must lie within 0..2^32 - 1,
/// and its example is a list.
/// A list that is absent, refused or of another length leaves `out` as it is.
void read_whole_numbers(Keys& keys, const Key& key, Presence presence, ListLength length, WholeNumbers& out);

/// The product, or `limit` where it is larger.
std::uint64_t product_up_to(const WholeNumbers& numbers, std::uint64_t limit);

}  // namespace datahall
