// Where the instructions of a whole run go: tools/where_time_goes.py, started on the product's own program.
#pragma once

#include <cstdint>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

namespace datahall::bench {

/// Instructions of one or several runs, by the parts that tools/where_time_goes.py names.
struct Split {
    std::string name;
    std::map<std::string, double> instructions;
    std::uint64_t events = 0;

    double of_the_run() const;  // queue, handlers, settle and metrics
    /// Of a part of the run, in percent of the run.
    double percent(const std::string& part) const { return 100.0 * instructions.at(part) / of_the_run(); }
    Split& operator+=(const Split& o);
};

/// Something that is needed is not there; the text says what.
class NotMeasured : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Of `datahall run` with these arguments.  Throws NotMeasured.
Split split_of_run(const std::string& name, const std::vector<std::string>& arguments);

}  // namespace datahall::bench
