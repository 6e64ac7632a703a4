#include "tools/datahall/help.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "sim/report/table.hpp"
#include "tools/datahall/verbs.hpp"

namespace datahall {
namespace {

constexpr std::size_t most_verbs = 10;  // with their summaries in the overview, which has 15 lines

std::string usage_line(const Verb& verb) {
    const std::string_view dots =
        verb.operands.at_most > std::max<std::size_t>(verb.operands.at_least, 1) ? "..." : "";
    const std::string operand =
        verb.operands.name.empty() ? "" : fmt::format(" {}{}", verb.operands.name, dots);
    return fmt::format("datahall {} [options]{}", verb.name, operand);
}

std::string left_side(const Option& option) {
    const std::string letter = option.letter == '\0' ? "    " : fmt::format("-{}, ", option.letter);
    const std::string argument = option.argument.empty() ? "" : fmt::format(" {}", option.argument);
    return fmt::format("  {}--{}{}", letter, option.name, argument);
}

std::string right_side(const Option& option) {
    std::string text{option.meaning};
    if (option.repeatable) text += "; may be given several times";
    if (!option.fallback.empty()) text += fmt::format(" [{}]", option.fallback);
    return text;
}

}  // namespace

std::string overview() {
    std::string out =
        "datahall simulates a datacenter: jobs, power, cooling, network and floor in one run.\n"
        "  datahall run scenarios/starter/gpu_hall.yaml -o results/gpu_hall\n"
        "  datahall compare scenarios/starter/cpu_hall.yaml scenarios/starter/gpu_hall.yaml\n";
    const std::size_t shown = std::min(verbs().size(), most_verbs);
    for (const Verb* verb : verbs().first(shown))
        out += fmt::format("  {:<10}{}\n", verb->name, verb->summary);
    std::string more;
    for (const Verb* verb : verbs().subspan(shown))
        more += (more.empty() ? "" : ", ") + std::string{verb->name};
    if (!more.empty()) out += fmt::format("  {:<10}{}\n", "also", more);
    return out + "`datahall VERB --help` explains a verb; results go to stdout, messages to stderr.\n";
}

std::string help_for(const Verb& verb, std::size_t width) {
    width = std::clamp<std::size_t>(width, 60, 120);
    std::string out = fmt::format("{}: {}\n\nExamples:\n", verb.name, verb.summary);
    for (const std::string_view example : verb.examples) out += fmt::format("  {}\n", example);
    out += fmt::format("\nUsage: {}\n\nOptions:\n", usage_line(verb));
    constexpr std::size_t indent = 32;
    for (const Option& option : all_options(verb)) {
        std::string start = left_side(option);
        if (start.size() + 2 > indent) out += std::exchange(start, {}) + '\n';
        for (const std::string& line : wrapped(right_side(option), width - indent)) {
            out += fmt::format("{:<{}}{}\n", start, indent, line);
            start.clear();
        }
    }
    return out;
}

}  // namespace datahall
