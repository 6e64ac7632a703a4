// Which nodes of a cluster are without power, or boot after that.
#pragma once

#include <cstdint>
#include <vector>

namespace datahall {

class LostNodes {
public:
    /// None has ever been.
    bool is_empty() const { return nodes_.empty(); }
    bool is_out(std::uint32_t node) const { return !nodes_.empty() && nodes_[node].is_out; }
    /// Of so many that there are.
    void lose(std::uint32_t node, std::uint32_t nodes) {
        nodes_.resize(nodes);
        nodes_[node] = {.is_out = true};
    }
    void regain(std::uint32_t node, std::int64_t ready_ns) { nodes_[node].ready_ns = ready_ns; }
    /// Whether it is done with booting at that time; then it is back.
    bool rise(std::uint32_t node, std::int64_t now_ns) {
        const bool is_back = nodes_[node].is_out && nodes_[node].ready_ns == now_ns;
        if (is_back) nodes_[node] = {};
        return is_back;
    }

private:
    struct Node {
        bool is_out = false;
        std::int64_t ready_ns = -1;  // when it will have booted
    };
    std::vector<Node> nodes_;
};

}  // namespace datahall
