// `datahall calc`: one component by itself, with the models that a run uses.
#include <algorithm>
#include <array>
#include <filesystem>

#include <fmt/format.h>

#include "sim/config/near_name.hpp"
#include "sim/config/problems.hpp"
#include "sim/config/reader.hpp"
#include "sim/config/utf8.hpp"
#include "tools/datahall/calculations.hpp"
#include "tools/datahall/exit_code.hpp"
#include "tools/datahall/shipped.hpp"
#include "tools/datahall/usage_error.hpp"
#include "tools/datahall/verbs.hpp"

namespace datahall {
namespace {

// Those before `format` are questions: the name of each is the key that a calculation reads, with - for _.
constexpr std::array<Option, 37> options{{
    {.name = "dry-bulb", .argument = "degC", .meaning = "air"},
    {.name = "wet-bulb", .argument = "degC", .meaning = "air (or one of the next two), tower"},
    {.name = "dew-point", .argument = "degC", .meaning = "air"},
    {.name = "humidity", .argument = "%", .meaning = "air: relative humidity"},
    {.name = "pressure",
     .argument = "Pa",
     .meaning = "air: of the place, 101325 Pa if not given; fan: rated"},
    {.name = "altitude", .argument = "m", .meaning = "air: of the place, in place of its pressure"},
    {.name = "leaving", .argument = "degC", .meaning = "chiller: chilled water"},
    {.name = "entering", .argument = "degC", .meaning = "chiller: condenser water; tower: warm water"},
    {.name = "heat", .argument = "kW", .meaning = "chiller, coolant; tower (or range, or entering)"},
    {.name = "capacity", .argument = "kW", .meaning = "chiller: reference capacity, if not the set's"},
    {.name = "file",
     .argument = "FILE",
     .meaning = "chiller, chillers: table of curves, if not the shipped one"},
    {.name = "fan-speed", .argument = "%", .meaning = "tower: of the rated speed, 100 % if not given"},
    {.name = "range", .argument = "K", .meaning = "tower: fall of the water's temperature"},
    {.name = "approach", .argument = "K", .meaning = "tower: at its design point, 3.89 K if not given"},
    {.name = "design-range", .argument = "K", .meaning = "tower: 5.56 K if not given"},
    {.name = "design-heat", .argument = "kW", .meaning = "tower: the heat, if not given"},
    {.name = "fan-share", .argument = "%", .meaning = "tower: rated fan power over design heat"},
    {.name = "cycles", .argument = "N", .meaning = "tower: cycles of concentration, 5 if not given"},
    {.name = "ntu", .argument = "N", .meaning = "exchanger: transfer units"},
    {.name = "ratio", .argument = "N", .meaning = "exchanger: smaller over larger heat capacity rate"},
    {.name = "ua", .argument = "kW/K", .meaning = "exchanger: conductance, with both flows"},
    {.name = "hot-flow", .argument = "kg/s", .meaning = "exchanger"},
    {.name = "cold-flow", .argument = "kg/s", .meaning = "exchanger"},
    {.name = "hot-fluid", .argument = "water|glycol_25|air", .meaning = "exchanger"},
    {.name = "cold-fluid", .argument = "water|glycol_25|air", .meaning = "exchanger"},
    {.name = "hot-entering", .argument = "degC", .meaning = "exchanger: for its heat"},
    {.name = "cold-entering", .argument = "degC", .meaning = "exchanger: for its heat"},
    {.name = "fluid", .argument = "water|glycol_25|air", .meaning = "coolant"},
    {.name = "flow", .argument = "L/min", .meaning = "coolant (or its rise); fan: rated"},
    {.name = "rise", .argument = "K", .meaning = "coolant: how much it warms up"},
    {.name = "time", .argument = "min", .meaning = "coolant: what a tank bridges at that rise"},
    {.name = "content", .argument = "kg", .meaning = "coolant: of a loop whose cooling has stopped"},
    {.name = "efficiency", .argument = "%", .meaning = "fan: of wheel, motor and drive"},
    {.name = "share", .argument = "%", .meaning = "fan: flow over rated flow"},
    {.name = "at", .argument = "DATE", .meaning = "weather: the hour to show"},
    {.name = "base", .argument = "degC", .meaning = "weather: what its means above a base count from"},
    {.name = "format",
     .argument = "table|json|csv",
     .meaning = "table, or JSON or CSV with all digits",
     .fallback = "table"},
}};
constexpr std::size_t questions = options.size() - 1;

constexpr std::array<std::string_view, 5> examples{
    "datahall calc air --dry-bulb 30degC --wet-bulb 25degC --altitude 500m",
    "datahall calc chiller \"York YT 1055kW/5.96COP/Vanes\" --leaving 6.67degC --entering 29.44degC --heat "
    "1055kW",
    "datahall calc chillers --format csv",
    "datahall calc tower --wet-bulb 20degC --range 5.56K --fan-speed 80%",
    "datahall calc weather shipped:data/weather/denver.epw.gz",
};

constexpr std::string_view shipped = "shipped:";

/// A question as the tree that a file would have given.
struct Question {
    YamlTree tree;
    ReadContext context;

    Question() {
        tree.sources.push_back({"command line", ""});
        tree.root = node_of(YamlNode::Kind::mapping, "");
        context.shipped_root = shipped_root();
    }

    YamlNode node_of(YamlNode::Kind kind, std::string key, std::string text = {}) const {
        YamlNode node;
        node.kind = kind;
        node.key = std::move(key);
        node.text = std::move(text);
        node.at = node.key_at = {&tree.sources.front(), 0, 0};
        return node;
    }
    void add(std::string key, std::string value) {
        tree.root.children.push_back(node_of(YamlNode::Kind::scalar, std::move(key), std::move(value)));
    }
    // A file that is named here may lie anywhere: its folder is where names start.
    std::string name_of(const std::string& file) {
        if (file.starts_with(shipped)) return file;
        const std::filesystem::path path{file};
        if (path.has_parent_path()) context.root = path.parent_path().string();
        return path.filename().string();
    }
};

std::string dashed(std::string key) {
    std::ranges::replace(key, '_', '-');
    return key;
}

std::string underscored(std::string name) {
    std::ranges::replace(name, '-', '_');
    return name;
}

void add_subject(const Arguments& arguments, Question& question) {
    const std::string& what = arguments.operands().front();
    if (what == "weather" && arguments.operands().size() == 2) {
        YamlNode weather = question.node_of(YamlNode::Kind::mapping, "weather");
        const std::string file = question.name_of(arguments.operands()[1]);
        weather.children.push_back(question.node_of(YamlNode::Kind::scalar, "model", "epw"));
        weather.children.push_back(question.node_of(YamlNode::Kind::scalar, "file", file));
        question.tree.root.children.push_back(std::move(weather));
    } else if (what == "chiller" && arguments.operands().size() == 2) {
        question.add("curves", arguments.operands()[1]);
    } else if (arguments.operands().size() == 2) {
        throw UsageError{
            fmt::format("'calc {}' takes no name, got '{}'", what, escaped(arguments.operands()[1])), "calc"};
    } else if (what == "weather" || what == "chiller") {
        throw UsageError{
            fmt::format("'calc {}' needs {}", what, what == "weather" ? "a FILE" : "the NAME of a set"),
            "calc"};
    }
}

Question question_of(const Arguments& arguments) {
    Question question;
    add_subject(arguments, question);
    for (std::size_t i = 0; i < questions; ++i) {
        const std::string name{options[i].name};
        if (!arguments.has(name)) continue;
        const std::string value = arguments.text(name);
        question.add(underscored(name), name == "file" ? question.name_of(value) : value);
    }
    return question;
}

const Option* find_option(const std::string& key) {
    const auto found = std::ranges::find(options, dashed(key), &Option::name);
    return found == options.end() ? nullptr : &*found;
}

// The key in "'dry_bulb' is required, but missing".
std::string quoted_in(const std::string& text) {
    const std::size_t start = std::min(text.find('\''), text.size() - 1) + 1;
    return text.substr(start, text.find('\'', start) - start);
}

// What a reader of files says, in the words of the command line.
std::string sentence(const Problem& problem, std::string_view what) {
    constexpr std::string_view unknown_key = "E0102";
    constexpr std::string_view missing_key = "E0103";
    if (problem.code == unknown_key)
        return fmt::format("'calc {}' takes no --{}", what, dashed(problem.path));
    if (problem.code == missing_key)
        return fmt::format("'calc {}' needs --{}", what, dashed(quoted_in(problem.text)));
    const std::string hint = problem.hint.empty() ? "" : "; " + problem.hint;
    if (find_option(problem.path) == nullptr) return fmt::format("calc {}: {}{}", what, problem.text, hint);
    return fmt::format("option '--{}': {}{}", dashed(problem.path), problem.text, hint);
}

const Calculation& calculation_named(const std::string& name) {
    if (const Calculation* found = find_calculation(name)) return *found;
    std::vector<std::string> known;
    for (const Calculation& c : calculations()) known.emplace_back(c.name);
    const std::string guess = did_you_mean(name, known);
    throw UsageError{fmt::format("'calc' knows {}, got '{}'{}{}", listed(known), escaped(name),
                                 guess.empty() ? "" : "; ", guess),
                     "calc"};
}

// In a table for people only what is worth their eyes.
void keep_remarkable(SheetTable& list) {
    std::erase_if(list.rows, [](const std::vector<SheetValue>& row) {
        const bool* fine = std::get_if<bool>(&row.back());
        return fine != nullptr && *fine;
    });
}

int run(const Arguments& arguments, Session& session) {
    const Calculation& calculation = calculation_named(arguments.operands().front());
    Question question = question_of(arguments);
    Problems problems;
    Reader reader{question.tree.root, problems, question.context};
    CalcSheet sheet = calculation.evaluate(reader, {session.models, shipped_root()});
    if (!problems.empty()) {
        throw UsageError{escaped(sentence(problems.sorted().front(), calculation.name)), "calc"};
    }
    const std::string format = arguments.text("format");
    if (format == "table" && !arguments.has("verbose")) keep_remarkable(sheet.list);
    print_sheet(sheet, calculation.name, format, session.screen.width,
                [&session](std::string_view bytes) { session.out.write(bytes); });
    session.out.flush();
    return exit_code::done;
}

}  // namespace

constinit const Verb calc_verb{.name = "calc",
                               .summary = "evaluate one component: air, chiller, tower, exchanger ...",
                               .operands = {"air|chiller|chillers|tower|exchanger|coolant|fan|weather", 1, 2},
                               .examples = examples,
                               .options = options,
                               .run = run};

}  // namespace datahall
