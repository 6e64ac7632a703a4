// Where things are that have a number each: for numbers that rise, of which few are left at a time.
//
// Open addressing with linear probing, at most half full; the multiplier scatters runs of numbers.  Nothing
// walks over the table, so its order reaches no result.
// Cost: O(1); memory for the most numbers that were there at once.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace datahall {

class NumberTable {
public:
    static constexpr std::uint32_t none = UINT32_MAX;

    std::size_t size() const { return size_; }
    /// `none` if the number is not there.
    std::uint32_t find(std::uint64_t number) const {
        for (std::size_t i = home(number); cells_[i].place != none; i = next(i)) {
            if (cells_[i].number == number) return cells_[i].place;
        }
        return none;
    }
    /// REQUIRES: the number is not there, and `place` is not `none`.
    void insert(std::uint32_t number, std::uint32_t place) {
        if (2 * (size_ + 1) > cells_.size()) grow();
        put({number, place});
        ++size_;
    }
    /// REQUIRES: the number is there.
    void erase(std::uint32_t number) {
        std::size_t hole = home(number);
        while (cells_[hole].number != number || cells_[hole].place == none) hole = next(hole);
        close(hole);
        --size_;
    }

private:
    struct Cell {
        std::uint32_t number = 0;
        std::uint32_t place = none;
    };
    static constexpr std::size_t least_cells = 16;

    // Fibonacci hashing: the high bits of a product with 2^64 over the golden ratio.
    std::size_t home(std::uint64_t number) const {
        return static_cast<std::size_t>((number * 0x9E3779B97F4A7C15) >> shift_);
    }
    std::size_t next(std::size_t i) const { return (i + 1) & (cells_.size() - 1); }
    void put(Cell cell) {
        std::size_t i = home(cell.number);
        while (cells_[i].place != none) i = next(i);
        cells_[i] = cell;
    }
    // What follows moves up, but none before its home.
    void close(std::size_t hole) {
        const std::size_t mask = cells_.size() - 1;
        for (std::size_t i = next(hole); cells_[i].place != none; i = next(i)) {
            const std::size_t from_home = (i - home(cells_[i].number)) & mask;
            if (from_home < ((i - hole) & mask)) continue;
            cells_[hole] = cells_[i];
            hole = i;
        }
        cells_[hole] = {};
    }
    void grow() {
        std::vector<Cell> old = std::exchange(cells_, std::vector<Cell>(2 * cells_.size()));
        --shift_;
        for (const Cell& cell : old) {
            if (cell.place != none) put(cell);
        }
    }

    std::vector<Cell> cells_ = std::vector<Cell>(least_cells);
    int shift_ = 64 - std::countr_zero(least_cells);
    std::size_t size_ = 0;
};

}  // namespace datahall
