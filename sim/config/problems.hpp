// The mistakes of one load, collected so that a user sees them all at once.
#pragma once

#include <cstddef>
#include <vector>

#include "datahall/config_error.hpp"

namespace datahall {

class Problems {
public:
    /// Shown per file; what comes after is mostly a consequence.
    static constexpr std::size_t most_per_file = 20;

    void add(Problem problem);
    /// Takes over what stopped a part of the load.
    void add(const ConfigError& error);

    bool empty() const { return list_.empty(); }

    /// By file, line and column, no two the same; after the first 20 of a file one without a code
    /// that says how many more there are.
    std::vector<Problem> sorted() const;

    void throw_if_any() const;

private:
    std::vector<Problem> list_;
};

}  // namespace datahall
