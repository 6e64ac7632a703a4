#include "sim/run/free_index.hpp"

#include <bit>
#include <stdexcept>

namespace datahall {
namespace {

constexpr std::uint32_t word_bits = 64;

std::uint32_t words_for(std::uint32_t bits) {
    return (bits + word_bits - 1) / word_bits;
}

constexpr std::uint64_t from_bit(std::uint32_t bit) {
    return ~std::uint64_t{0} << (bit % word_bits);
}

}  // namespace

FreeIndex::FreeIndex(std::uint32_t nodes, std::uint32_t devices_per_node)
    : per_node_{devices_per_node},
      free_total_{nodes * devices_per_node},
      free_(nodes, devices_per_node),
      with_(devices_per_node + 1) {
    for (Bitmap& b : with_) {
        b.words.resize(words_for(nodes));
        b.summary.resize(words_for(static_cast<std::uint32_t>(b.words.size())));
    }
    for (std::uint32_t n = 0; n < nodes; ++n) {
        with_[per_node_].words[n / word_bits] |= std::uint64_t{1} << (n % word_bits);
        with_[per_node_].summary[n / word_bits / word_bits] |= std::uint64_t{1}
                                                               << (n / word_bits % word_bits);
    }
}

std::uint32_t FreeIndex::next_with(std::uint32_t free, std::uint32_t from) const {
    if (free > per_node_ || from >= free_.size()) return none;
    const Bitmap& b = with_[free];
    const std::uint32_t word = from / word_bits;
    if (const std::uint64_t here = b.words[word] & from_bit(from)) {
        return word * word_bits + static_cast<std::uint32_t>(std::countr_zero(here));
    }
    const std::uint32_t after = word + 1;
    for (std::uint32_t s = after / word_bits; s < b.summary.size(); ++s) {
        std::uint64_t words = b.summary[s];
        if (s == after / word_bits) words &= from_bit(after);
        if (words == 0) continue;
        const std::uint32_t w = s * word_bits + static_cast<std::uint32_t>(std::countr_zero(words));
        return w * word_bits + static_cast<std::uint32_t>(std::countr_zero(b.words[w]));
    }
    return none;
}

void FreeIndex::take(std::uint32_t node, std::uint32_t devices) {
    if (devices > free_[node]) throw std::logic_error{"FreeIndex: more devices taken than are free"};
    free_total_ -= devices;
    move(node, free_[node] - devices);
}

void FreeIndex::give_back(std::uint32_t node, std::uint32_t devices) {
    if (free_[node] + devices > per_node_) throw std::logic_error{"FreeIndex: more devices free than exist"};
    free_total_ += devices;
    move(node, free_[node] + devices);
}

void FreeIndex::move(std::uint32_t node, std::uint32_t to) {
    const std::uint32_t word = node / word_bits;
    const std::uint64_t bit = std::uint64_t{1} << (node % word_bits);
    const std::uint64_t word_bit = std::uint64_t{1} << (word % word_bits);
    Bitmap& old = with_[free_[node]];
    old.words[word] &= ~bit;
    if (old.words[word] == 0) old.summary[word / word_bits] &= ~word_bit;
    free_[node] = to;
    with_[to].words[word] |= bit;
    with_[to].summary[word / word_bits] |= word_bit;
}

}  // namespace datahall
