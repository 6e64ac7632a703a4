// Which numbers were seen before, in bounded memory: a bit each, in pages of 32,768 numbers.
//
// Exact for traces that number their jobs densely (10^7 jobs: 1.3 MB).  Numbers that would need more than
// `most_pages` pages are not looked at, and counted instead.
#pragma once

#include <bitset>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>

namespace datahall {

class SeenNumbers {
public:
    /// Whether `number` was noted before; false for numbers that are not looked at.
    bool note(std::uint64_t number) {
        auto page = pages_.find(number / page_size);
        if (page == pages_.end()) {
            if (pages_.size() == most_pages) {
                ++unchecked_;
                return false;
            }
            page = pages_.emplace(number / page_size, std::make_unique<Page>()).first;
        }
        auto bit = (*page->second)[number % page_size];
        const bool before = bit;
        bit = true;
        return before;
    }
    std::uint64_t unchecked() const { return unchecked_; }
    std::size_t bytes() const { return pages_.size() * sizeof(Page); }

private:
    static constexpr std::size_t page_size = 32'768;
    static constexpr std::size_t most_pages = 4'096;  // 16 MiB: 1.3e8 dense numbers
    using Page = std::bitset<page_size>;

    std::map<std::uint64_t, std::unique_ptr<Page>> pages_;
    std::uint64_t unchecked_ = 0;
};

}  // namespace datahall
