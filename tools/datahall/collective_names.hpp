// Names of what a collective is made of, as options and sheets spell them, and the rates that go with them.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

#include "sim/fabric/collectives/collective_model.hpp"

namespace datahall::collective_names {

// Each in the order of its enumeration.
inline constexpr std::array<std::string_view, 5> collectives{"all_reduce", "all_gather", "reduce_scatter",
                                                             "all_to_all", "send_recv"};
inline constexpr std::array<std::string_view, 3> generations{"ampere", "hopper", "blackwell"};
inline constexpr std::array<std::string_view, 2> hosts{"intel", "amd"};
// After the tuner's own choice.
inline constexpr std::array<std::string_view, 10> algorithms{
    "auto",           "ring",          "tree", "nvls",         "nvls_tree",
    "collnet_direct", "collnet_chain", "pat",  "hierarchical", "direct"};
inline constexpr std::array<std::string_view, 4> protocols{"auto", "ll", "ll128", "simple"};
inline constexpr std::array<std::string_view, 5> bounds{"latency", "nvlink", "nic", "pcie", "spine"};
/// Bytes/s of NVLink 3, 4 and 5, of a GPU, one way.
inline constexpr std::array<double, 3> nvlink_rates{300e9, 450e9, 900e9};

template <class E>
constexpr std::size_t index_of(E value) {
    return static_cast<std::size_t>(value);
}

/// The value of an index into names that begin with "auto".
template <class E, class Index>
constexpr std::optional<E> forced(Index index) {
    const auto number = static_cast<std::size_t>(index);
    return number == 0 ? std::nullopt : std::optional{static_cast<E>(number - 1)};
}

}  // namespace datahall::collective_names
