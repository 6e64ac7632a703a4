// What a ConfigError says when nobody formats it: one line per problem.
#include "datahall/config_error.hpp"

#include <utility>

#include "sim/config/messages.hpp"

namespace datahall {
namespace {

std::string all_lines(const std::vector<Problem>& problems) {
    std::string out;
    for (const Problem& p : problems) out += (out.empty() ? "" : "\n") + to_line(p);
    return out;
}

}  // namespace

ConfigError::ConfigError(std::vector<Problem> problems)
    : std::runtime_error{all_lines(problems)}, problems_{std::move(problems)} {}

}  // namespace datahall
