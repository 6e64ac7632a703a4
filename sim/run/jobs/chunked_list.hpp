// A list that grows without moving what it holds: blocks of a fixed number of items.
//
// For the largest lists of a run, which a vector would copy again and again while they grow.
// Cost: push_back O(1), one allocation a block; references stay valid.
#pragma once

#include <cstddef>
#include <iterator>
#include <utility>
#include <vector>

namespace datahall {

template <class T>
class ChunkedList {
public:
    std::size_t size() const { return size_; }
    T& operator[](std::size_t i) { return blocks_[i / block][i % block]; }
    const T& operator[](std::size_t i) const { return blocks_[i / block][i % block]; }

    T& push_back(T item) {
        if (size_ % block == 0) blocks_.emplace_back().reserve(block);
        ++size_;
        return blocks_.back().emplace_back(std::move(item));
    }

    class Iterator {
    public:
        using value_type = T;
        using difference_type = std::ptrdiff_t;
        Iterator() = default;
        Iterator(const ChunkedList& list, std::size_t at) : list_{&list}, at_{at} {}
        const T& operator*() const { return (*list_)[at_]; }
        Iterator& operator++() {
            ++at_;
            return *this;
        }
        Iterator operator++(int) {
            Iterator before = *this;
            ++at_;
            return before;
        }
        friend bool operator==(const Iterator& a, const Iterator& b) { return a.at_ == b.at_; }

    private:
        const ChunkedList* list_ = nullptr;
        std::size_t at_ = 0;
    };
    Iterator begin() const { return {*this, 0}; }
    Iterator end() const { return {*this, size_}; }

private:
    static constexpr std::size_t block = 1024;  // a power of two: positions split by shifts

    std::vector<std::vector<T>> blocks_;
    std::size_t size_ = 0;
};

}  // namespace datahall
