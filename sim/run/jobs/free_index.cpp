#include "sim/run/jobs/free_index.hpp"

#include <bit>
#include <stdexcept>

namespace datahall {
namespace {

constexpr std::uint32_t word_bits = 64;

std::uint32_t words_for(std::uint32_t bits) {
    return (bits + word_bits - 1) / word_bits;
}

std::uint32_t size_of(const std::vector<std::uint64_t>& words) {
    return static_cast<std::uint32_t>(words.size());
}

constexpr std::uint64_t bit_of(std::uint32_t bit) {
    return std::uint64_t{1} << (bit % word_bits);
}

constexpr std::uint64_t from_bit(std::uint32_t bit) {
    return ~std::uint64_t{0} << (bit % word_bits);
}

// Of `word`, whose bits are `bits`.  REQUIRES: bits != 0.
constexpr std::uint32_t first_bit(std::uint32_t word, std::uint64_t bits) {
    return word * word_bits + static_cast<std::uint32_t>(std::countr_zero(bits));
}

}  // namespace

FreeIndex::Bitmap::Bitmap(std::uint32_t bits)
    : words_(words_for(bits)), summary_(words_for(size_of(words_))), top_(words_for(size_of(summary_))) {}

void FreeIndex::Bitmap::set(std::uint32_t bit) {
    const std::uint32_t word = bit / word_bits;
    words_[word] |= bit_of(bit);
    summary_[word / word_bits] |= bit_of(word);
    top_[word / word_bits / word_bits] |= bit_of(word / word_bits);
}

void FreeIndex::Bitmap::clear(std::uint32_t bit) {
    const std::uint32_t word = bit / word_bits;
    words_[word] &= ~bit_of(bit);
    if (words_[word] != 0) return;
    const std::uint32_t summary = word / word_bits;
    summary_[summary] &= ~bit_of(word);
    if (summary_[summary] == 0) top_[summary / word_bits] &= ~bit_of(summary);
}

std::uint32_t FreeIndex::Bitmap::next(std::uint32_t from) const {
    const std::uint32_t word = from / word_bits;
    if (word >= words_.size()) return none;
    if (const std::uint64_t here = words_[word] & from_bit(from)) return first_bit(word, here);
    const std::uint32_t after = word + 1;
    const std::uint32_t summary = after / word_bits;
    if (summary >= summary_.size()) return none;
    if (const std::uint64_t near = summary_[summary] & from_bit(after)) {
        const std::uint32_t w = first_bit(summary, near);
        return first_bit(w, words_[w]);
    }
    return next_summary(summary + 1);
}

// The first bit that is set under summary_[from] and those behind it.
std::uint32_t FreeIndex::Bitmap::next_summary(std::uint32_t from) const {
    for (std::uint32_t t = from / word_bits; t < top_.size(); ++t) {
        const std::uint64_t here = t == from / word_bits ? top_[t] & from_bit(from) : top_[t];
        if (here == 0) continue;
        const std::uint32_t summary = first_bit(t, here);
        const std::uint32_t word = first_bit(summary, summary_[summary]);
        return first_bit(word, words_[word]);
    }
    return none;
}

FreeIndex::FreeIndex(std::uint32_t nodes, std::uint32_t devices_per_node, const NodePlaces& places,
                     Lookup lookup)
    : places_{places},
      per_node_{devices_per_node},
      free_total_{nodes * devices_per_node},
      whole_{nodes},
      free_(nodes, devices_per_node),
      with_(lookup == Lookup::none ? 0 : devices_per_node + 1, Bitmap{nodes}) {
    for (std::uint32_t n = 0; n < nodes && !with_.empty(); ++n) with_[per_node_].set(n);
    for (std::size_t kind = 0; kind < group_kinds; ++kind) {
        const NodeGroups& groups = places_.kinds[kind];
        for (std::uint32_t g = 0; g < groups.count(); ++g) free_nodes_[kind].push_back(groups.size(g));
    }
}

std::uint32_t FreeIndex::next_with(std::uint32_t free, std::uint32_t from) const {
    return free > per_node_ ? none : with_[free].next(from);
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
    if (free_[node] == per_node_ && to != per_node_) count_whole(node, false);
    if (free_[node] != per_node_ && to == per_node_) count_whole(node, true);
    if (!with_.empty()) {
        with_[free_[node]].clear(node);
        with_[to].set(node);
    }
    free_[node] = to;
}

void FreeIndex::count_whole(std::uint32_t node, bool comes) {
    const std::uint32_t change = comes ? 1 : ~std::uint32_t{0};  // -1, modulo 2^32
    whole_ += change;
    for (std::size_t kind = 0; kind < group_kinds; ++kind) {
        const NodeGroups& groups = places_.kinds[kind];
        if (groups.count() > 0) free_nodes_[kind][groups.of(node)] += change;
    }
}

}  // namespace datahall
