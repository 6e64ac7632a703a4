// What a user sees when a scenario is wrong: where, what was found, what was expected.
#pragma once

#include <compare>
#include <stdexcept>
#include <string>
#include <vector>

namespace datahall {

/// A place in an input file.  Lines and columns count from 1, columns in characters;
/// line 0 means the file as a whole (or an option of the command line).
struct Where {
    std::string file;
    int line = 0;
    int column = 0;
    friend auto operator<=>(const Where&, const Where&) = default;
};

struct Problem {
    Where where;
    std::string code;  // "E0102"; see sim/config/README.md for the ranges
    std::string path;  // "hall.racks[3].power_limit", may be empty
    std::string text;  // expected X, got Y
    std::string hint;  // "did you mean 'power_limit'?", may be empty
};

/// Thrown only while loading, with every problem found, in the order of their places.
class ConfigError : public std::runtime_error {
public:
    explicit ConfigError(std::vector<Problem> problems);
    const std::vector<Problem>& problems() const { return problems_; }

private:
    std::vector<Problem> problems_;
};

/// A limit of the run was reached (events, wall time, memory): its name, its value and the option
/// that changes it in what().
class LimitError : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Input that cannot be read or output that cannot be written: path and reason in what().
class IoError : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

}  // namespace datahall
