#include "tools/datahall/problem_text.hpp"

#include <filesystem>
#include <map>
#include <optional>

#include "sim/config/input_file.hpp"
#include "sim/config/messages.hpp"
#include "tools/datahall/shipped.hpp"

namespace datahall {
namespace {

constexpr std::size_t largest_source = std::size_t{64} << 20;
constexpr std::string_view shipped = "shipped:";

std::string path_of(const std::string& file, const std::string& scenario) {
    namespace fs = std::filesystem;
    if (file.starts_with(shipped)) return shipped_root() + "/" + file.substr(shipped.size());
    std::error_code error;
    if (file == scenario || fs::exists(file, error)) return file;
    return (fs::path{scenario}.parent_path() / file).string();
}

// Data files are not quoted, only what is written in YAML by the author of the scenario.
std::string source_of(const std::string& file, const std::string& scenario) {
    if (!file.ends_with(".yaml") && !file.ends_with(".yml") && file != scenario) return {};
    try {
        return read_all(path_of(file, scenario), largest_source);
    } catch (const std::runtime_error&) {
        return {};  // the message stands without its source line
    }
}

// The severity in color: the first "error" after the place, which every problem with a code has.
std::string painted(const std::string& text, bool color) {
    const auto at = text.find(": error[");
    if (!color || at == std::string::npos) return text;
    const auto end = text.find(']', at);
    if (end == std::string::npos) return text;
    return text.substr(0, at + 2) + red(text.substr(at + 2, end - at - 1), true) + text.substr(end + 1);
}

}  // namespace

std::string explained(std::span<const Problem> problems, const std::string& scenario,
                      const Terminal& terminal) {
    std::map<std::string, std::string> sources;
    std::string out;
    for (const Problem& problem : problems) {
        const auto [source, fresh] = sources.try_emplace(problem.where.file);
        if (fresh && problem.where.line > 0) source->second = source_of(problem.where.file, scenario);
        const std::string text =
            source->second.empty() ? to_line(problem) : to_excerpt(problem, source->second, terminal.width);
        out += painted(text, terminal.color) + '\n';
    }
    return out;
}

}  // namespace datahall
