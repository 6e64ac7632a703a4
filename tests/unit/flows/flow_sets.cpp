#include "tests/unit/flows/flow_sets.hpp"

#include <algorithm>
#include <cmath>

#include "sim/config/input_file.hpp"

namespace datahall {
namespace {

std::unique_ptr<LineSource> open(const std::string& name) {
    ReadContext context;
    context.root = std::string{DATAHALL_SOURCE_DIR} + "/tests/data/fabric/flows";
    return open_lines(context, {name, context.root, {}});
}

}  // namespace

FlowSet read_flow_set(const std::string& name) {
    return {read_flows(*open(name + ".flows.gz")), read_routes(*open(name + ".routes.gz")),
            read_finishes(*open(name + ".expected.gz"))};
}

std::size_t wrong_ends(const FlowSet& set, const std::vector<double>& finishes) {
    std::size_t wrong = 0;
    for (std::size_t f = 0; f < set.finishes.size(); ++f) {
        const double allowed = std::max(3e-9, 1e-9 * set.finishes[f]);
        if (!(std::fabs(finishes[f] - set.finishes[f]) <= allowed)) ++wrong;
    }
    return wrong;
}

}  // namespace datahall
