// The modes that fill a queue and drain it, for the queues of loads.hpp.
#pragma once

#include <cstddef>
#include <cstdint>

#include "tests/bench/cell.hpp"

namespace datahall::bench {

/// N events at one future instant, again and again; the last of them posts the next N.
template <template <class> class Queue>
class Burst {
public:
    explicit Burst(const Cell& cell) : entities_{cell.entities}, queue_{*this, cell.entities} { fill(0); }
    void pop(std::int64_t now, std::uint64_t entity) {
        checksum.fold(now, entity);
        if (entity + 1 == entities_) fill(now);
    }
    auto& queue() { return queue_; }
    Checksum checksum;

private:
    void fill(std::int64_t now) {
        for (std::size_t e = 0; e < entities_; ++e) queue_.post(now + 1'000'000'000, e);
    }
    std::size_t entities_;
    Queue<Burst> queue_;
};

/// N events at 2^-j s (1 + u/1000) after an instant, j uniform in 0..29; when all have run, the next N.
template <template <class> class Queue>
class Clusters {
public:
    explicit Clusters(const Cell& cell) : entities_{cell.entities}, queue_{*this, cell.entities} { fill(0); }
    void pop(std::int64_t now, std::uint64_t entity) {
        checksum.fold(now, entity);
        if (--waiting_ == 0) fill(now);
    }
    auto& queue() { return queue_; }
    Checksum checksum;

private:
    void fill(std::int64_t now) {
        for (; waiting_ < entities_; ++waiting_) {
            const std::uint64_t z = draws_.next();
            const std::int64_t scale = std::int64_t{1'000'000'000} >> (z % 30);
            const auto u = static_cast<std::int64_t>((z >> 32) % 1024);
            queue_.post(now + scale + scale * u / 1'024'000, waiting_);
        }
    }
    std::size_t entities_;
    std::size_t waiting_ = 0;
    Draws draws_;
    Queue<Clusters> queue_;
};

}  // namespace datahall::bench
