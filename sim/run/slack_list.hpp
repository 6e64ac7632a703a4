// A contiguous list whose changes move the shorter side: cheap near both ends, whatever its length.
//
// Cost: insert and erase O(distance to the nearer end), amortised; view() O(1).
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace datahall {

template <class T>
class SlackList {
public:
    std::span<const T> view() const { return std::span{items_}.subspan(head_); }
    std::size_t size() const { return items_.size() - head_; }
    const T& operator[](std::size_t position) const { return items_[head_ + position]; }

    /// Before the item at `position`, or behind all.
    void insert(std::size_t position, T item) {
        if (position >= size() - position) {
            items_.insert(begin() + offset(position), item);
            return;
        }
        if (head_ == 0) make_room();
        std::move(begin(), begin() + offset(position), begin() - 1);
        --head_;
        items_[head_ + position] = item;
    }

    void erase(std::size_t position) {
        const Iterator at = begin() + offset(position);
        if (position < size() / 2) {
            std::move_backward(begin(), at, at + 1);
            ++head_;
        } else {
            items_.erase(at);
        }
        give_back();
    }

    /// REQUIRES: rising positions, each once.
    void erase_all(std::span<const std::uint32_t> positions) {
        if (positions.empty()) return;
        if (positions.back() < size() / 2) {
            close_from_front(positions);
        } else {
            close_from_back(positions);
        }
        give_back();
    }

private:
    using Iterator = typename std::vector<T>::iterator;
    static std::ptrdiff_t offset(std::size_t n) { return static_cast<std::ptrdiff_t>(n); }
    Iterator begin() { return items_.begin() + offset(head_); }

    void close_from_front(std::span<const std::uint32_t> positions) {
        std::size_t to = positions.back() + std::size_t{1};  // what stays moves to just below it
        std::size_t gap = positions.size();
        for (std::size_t from = positions.back() + std::size_t{1}; from-- > 0;) {
            if (gap > 0 && positions[gap - 1] == from) {
                --gap;
            } else {
                items_[head_ + --to] = items_[head_ + from];
            }
        }
        head_ += positions.size();
    }

    void close_from_back(std::span<const std::uint32_t> positions) {
        std::size_t to = head_ + positions.front();
        std::size_t gap = 0;
        for (std::size_t from = positions.front(); from < size(); ++from) {
            if (gap < positions.size() && positions[gap] == from) {
                ++gap;
            } else {
                items_[to++] = items_[head_ + from];
            }
        }
        items_.resize(to);
    }

    void make_room() {
        const std::size_t room = size() / 2 + 16;
        items_.insert(items_.begin(), room, T{});
        head_ = room;
    }

    void give_back() {
        if (head_ <= 1024 || head_ <= 2 * size()) return;
        items_.erase(items_.begin(), begin());
        head_ = 0;
    }

    std::vector<T> items_;  // from head_ on
    std::size_t head_ = 0;
};

}  // namespace datahall
