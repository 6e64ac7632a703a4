#include "sim/report/display_width.hpp"

#include <algorithm>
#include <array>
#include <span>

#include "sim/config/utf8.hpp"

namespace datahall {
namespace {

struct Block {
    char32_t first;
    char32_t last;
};

bool within(char32_t c, std::span<const Block> blocks) {
    return std::any_of(blocks.begin(), blocks.end(),
                       [c](const Block& b) { return b.first <= c && c <= b.last; });
}

// The blocks that Unicode calls combining marks (Mn, Me) and those of its annex 11 that are wide,
// as far as names of places and machines need them.
std::size_t columns_of(char32_t c) {
    static constexpr std::array<Block, 5> marks{
        {{0x0300, 0x036f}, {0x1ab0, 0x1aff}, {0x200b, 0x200d}, {0x20d0, 0x20ff}, {0xfe00, 0xfe0f}}};
    static constexpr std::array<Block, 6> wide{{{0x1100, 0x115f},
                                                {0x2e80, 0xa4cf},
                                                {0xac00, 0xd7a3},
                                                {0xf900, 0xfaff},
                                                {0xff00, 0xff60},
                                                {0x1f300, 0x1faff}}};
    if (within(c, marks)) return 0;
    return within(c, wide) ? 2 : 1;
}

}  // namespace

std::size_t display_width(std::string_view text) {
    std::size_t columns = 0;
    while (!text.empty()) {
        columns += columns_of(first_character(text));
        text.remove_prefix(std::max<std::size_t>(character_length(text), 1));
    }
    return columns;
}

}  // namespace datahall
