// `datahall calc`: one component by itself, with the models that a run uses.
#include <algorithm>
#include <array>
#include <filesystem>

#include <fmt/format.h>

#include "sim/config/load_tree.hpp"
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
constexpr std::array<Option, 69> options{{
    {.name = "dry-bulb", .argument = "degC", .meaning = "air, plant"},
    {.name = "wet-bulb", .argument = "degC", .meaning = "air, plant (or one of the next two), tower"},
    {.name = "dew-point", .argument = "degC", .meaning = "air, plant"},
    {.name = "humidity", .argument = "%", .meaning = "air, plant: relative humidity"},
    {.name = "pressure",
     .argument = "Pa",
     .meaning = "air, plant: of the place, 101325 Pa if not given; fan: rated"},
    {.name = "altitude", .argument = "m", .meaning = "air, plant: of the place, in place of its pressure"},
    {.name = "leaving", .argument = "degC", .meaning = "chiller: chilled water"},
    {.name = "entering", .argument = "degC", .meaning = "chiller: condenser water; tower: warm water"},
    {.name = "heat",
     .argument = "kW",
     .meaning = "chiller, coolant, plant, room; tower (or range, or entering)"},
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
    {.name = "model", .argument = "yorkcalc|effectiveness", .meaning = "tower: yorkcalc if not given"},
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
    {.name = "design", .argument = "kW", .meaning = "plant: what it is sized for; the heat, if not given"},
    {.name = "set",
     .argument = "KEY=VALUE",
     .meaning = "plant: a setting, as under cooling.air of a scenario",
     .repeatable = true},
    {.name = "out",
     .argument = "chillers=N",
     .meaning = "plant: chillers, outdoor_units or pumps that are out",
     .repeatable = true},
    {.name = "racks", .argument = "N", .meaning = "room: how many share the air, 1 if not given"},
    {.name = "floor-area", .argument = "m2", .meaning = "room: 3 m2 for each rack, if not given"},
    {.name = "height", .argument = "m", .meaning = "room: 3 m if not given"},
    {.name = "air-capacity", .argument = "kJ/K", .meaning = "room: in place of floor area and height"},
    {.name = "metal-capacity", .argument = "kJ/K", .meaning = "room: 245 kJ/K for each rack, if not given"},
    {.name = "coupling", .argument = "W/K", .meaning = "room: air to metal; heat over 10 K, if not given"},
    {.name = "conductance", .argument = "W/K", .meaning = "room: of what still cools"},
    {.name = "supply", .argument = "degC", .meaning = "room: what it cools with"},
    {.name = "start", .argument = "degC", .meaning = "room: air, 20 degC if not given"},
    {.name = "start-metal", .argument = "degC", .meaning = "room: as the air, if not given"},
    {.name = "until", .argument = "degC", .meaning = "room: when will the air be there"},
    {.name = "at",
     .argument = "TIME",
     .meaning = "room: a time after the start; weather: the date of an hour",
     .repeatable = true},
    {.name = "base", .argument = "degC", .meaning = "weather: what its means above a base count from"},
    {.name = "collective",
     .argument = "all_reduce|all_gather|reduce_scatter|all_to_all|send_recv",
     .meaning = "collective: all_reduce if not given"},
    {.name = "bytes", .argument = "SIZE", .meaning = "collective: buffer of a rank"},
    {.name = "ranks", .argument = "N", .meaning = "collective: GPUs that take part"},
    {.name = "per-node",
     .argument = "N",
     .meaning = "collective: of them in one NVLink domain, 8 if not given"},
    {.name = "nic", .argument = "Gb/s", .meaning = "collective: NICs of one GPU, one way"},
    {.name = "nvlink",
     .argument = "GB/s",
     .meaning = "collective: one way; 300, 450 or 900 GB/s by generation"},
    {.name = "pcie",
     .argument = "GB/s",
     .meaning = "collective: between GPU and NIC, one way, if that limits"},
    {.name = "generation",
     .argument = "ampere|hopper|blackwell",
     .meaning = "collective: of the GPUs, hopper if not given"},
    {.name = "host", .argument = "intel|amd", .meaning = "collective: CPUs, intel if not given"},
    {.name = "nvls", .argument = "true|false", .meaning = "collective: reduction in the node's switches"},
    {.name = "sharp", .argument = "true|false", .meaning = "collective: reduction in the fabric's switches"},
    {.name = "ll128", .argument = "true|false", .meaning = "collective: whether LL128 may be used"},
    {.name = "oversubscription", .argument = "N", .meaning = "collective: of the fabric, 1 if not given"},
    {.name = "spine-share",
     .argument = "%",
     .meaning = "collective: of bytes between nodes, where the fabric is oversubscribed"},
    {.name = "launch", .argument = "us", .meaning = "collective: of the host for a call, 16 us if not given"},
    {.name = "algorithm",
     .argument = "NAME",
     .meaning = "collective: forced; ring, tree, nvls, hierarchical ..."},
    {.name = "protocol", .argument = "auto|ll|ll128|simple", .meaning = "collective: forced"},
    {.name = "format",
     .argument = "table|json|csv",
     .meaning = "table, or JSON or CSV with all digits",
     .fallback = "table"},
}};
constexpr std::size_t questions = options.size() - 1;

constexpr std::array<std::string_view, 8> examples{
    "datahall calc air --dry-bulb 30degC --wet-bulb 25degC --altitude 500m",
    "datahall calc chiller \"York YT 1055kW/5.96COP/Vanes\" --leaving 6.67degC --entering 29.44degC --heat "
    "1055kW",
    "datahall calc chillers --format csv",
    "datahall calc tower --wet-bulb 20degC --range 5.56K --fan-speed 80%",
    "datahall calc room --heat 10kW --at 30s --at 5min --until 30degC",
    "datahall calc plant contained_chilled_water_18C --design 1MW --heat 700kW --dry-bulb 25degC --humidity "
    "50%",
    "datahall calc collective --bytes 1GiB --ranks 1024 --nic 400Gb/s",
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

// What the second operand of a calculation names, if it takes one.
std::string_view second_of(std::string_view what) {
    if (what == "weather") return "a FILE";
    if (what == "chiller") return "the NAME of a set";
    if (what == "plant") return "the NAME of a preset or model";
    return {};
}

void add_subject(const Arguments& arguments, Question& question) {
    const std::string& what = arguments.operands().front();
    const std::string_view second = second_of(what);
    if (arguments.operands().size() < 2) {
        if (!second.empty()) throw UsageError{fmt::format("'calc {}' needs {}", what, second), "calc"};
        return;
    }
    const std::string& name = arguments.operands()[1];
    if (second.empty())
        throw UsageError{fmt::format("'calc {}' takes no name, got '{}'", what, escaped(name)), "calc"};
    if (what != "weather") return question.add(what == "plant" ? "plant" : "curves", name);
    YamlNode weather = question.node_of(YamlNode::Kind::mapping, "weather");
    const std::string file = question.name_of(name);
    weather.children.push_back(question.node_of(YamlNode::Kind::scalar, "model", "epw"));
    weather.children.push_back(question.node_of(YamlNode::Kind::scalar, "file", file));
    question.tree.root.children.push_back(std::move(weather));
}

// NAME=VALUE, each a member.
YamlNode pairs_of(const Question& question, std::string_view option, const std::vector<std::string>& given) {
    YamlNode pairs = question.node_of(YamlNode::Kind::mapping, std::string{option});
    for (const std::string& pair : given) {
        const std::size_t end = end_of_path(pair);
        if (end == std::string::npos || end == 0) {
            throw UsageError{fmt::format("option '--{}' expects NAME=VALUE, got '{}'", option, escaped(pair)),
                             "calc"};
        }
        pairs.children.push_back(question.node_of(
            YamlNode::Kind::scalar, option == "out" ? underscored(pair.substr(0, end)) : pair.substr(0, end),
            pair.substr(end + 1)));
    }
    return pairs;
}

// An option that may be given again: names with values, or the times of a room.
void add_repeated(const Option& option, const Arguments& arguments, Question& question) {
    const std::vector<std::string>& given = arguments.all(option.name);
    if (option.name != "at") {
        question.tree.root.children.push_back(pairs_of(question, option.name, given));
    } else if (arguments.operands().front() == "room") {
        YamlNode times = question.node_of(YamlNode::Kind::sequence, "at");
        for (const std::string& time : given)
            times.children.push_back(question.node_of(YamlNode::Kind::scalar, "", time));
        question.tree.root.children.push_back(std::move(times));
    } else if (given.size() > 1) {
        throw UsageError{"only 'calc room' takes more than one --at", "calc"};
    } else {
        question.add("at", given.front());
    }
}

Question question_of(const Arguments& arguments) {
    Question question;
    add_subject(arguments, question);
    for (std::size_t i = 0; i < questions; ++i) {
        const std::string name{options[i].name};
        if (!arguments.has(name)) continue;
        if (options[i].repeatable) {
            add_repeated(options[i], arguments, question);
            continue;
        }
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
    const bool is_inside = problem.path.find('.') != std::string::npos;
    if (problem.code == unknown_key && !is_inside)
        return fmt::format("'calc {}' takes no --{}", what, dashed(problem.path));
    if (problem.code == missing_key)
        return fmt::format("'calc {}' needs --{}", what, dashed(quoted_in(problem.text)));
    const std::string hint = problem.hint.empty() ? "" : "; " + problem.hint;
    const std::string key = problem.path.substr(0, problem.path.find_first_of(".["));
    if (find_option(key) == nullptr) return fmt::format("calc {}: {}{}", what, problem.text, hint);
    return fmt::format("option '--{}': {}{}", dashed(key), problem.text, hint);
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

constinit const Verb calc_verb{
    .name = "calc",
    .summary = "evaluate one component: air, chiller, tower, room, plant ...",
    .operands = {"air|chiller|chillers|tower|exchanger|coolant|fan|room|plant|weather|collective", 1, 2},
    .examples = examples,
    .options = options,
    .run = run};

}  // namespace datahall
