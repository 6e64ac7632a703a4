// The tables of scenarios/verify as they are written.
//
//     tables:
//       chillers:
//         about: ...
//         source: ...              # of all rows that do not say theirs; so for confidence, within, note
//         rows:
//           - {calc: chiller, ask: {...}, figures: {power: 178.205 kW}, within: 0.01 %}
//           - {run: "shipped:verify/air_hall.yaml", set: {...}, figures: {efficiency.pue: 1.2 to 1.35}}
//           - {about: a survey, figures: {efficiency.pue: 1.56}}            # context
//
// `figures` gives each figure its published value, a band, or "-" for none; each becomes a row.  Yes is 1, no
// 0.  `each` of a table runs its scenarios once for each value of one key.
#include <algorithm>
#include <filesystem>
#include <map>

#include <fmt/format.h>

#include "sim/config/input_file.hpp"
#include "sim/config/near_name.hpp"
#include "sim/config/problems.hpp"
#include "sim/config/reader.hpp"
#include "tools/datahall/verify_table.hpp"

namespace datahall {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view folder = "verify";
constexpr std::string_view without_value = "-";

/// What a row may leave to its table.
struct Defaults {
    std::string source, confidence, within, note;
};

void describe_defaults(Keys& k, Defaults& d) {
    k.optional({"source", "Where the published figures come from"}, d.source);
    k.optional({"confidence", "How sure they are: datasheet, measured, published or estimate"}, d.confidence);
    k.optional({"within", "Tolerance: a share of the published value such as 1 %, or a quantity"}, d.within);
    k.optional({"note", "What a reader should know"}, d.note);
}

/// The values that one key takes in turn.
struct Each {
    std::string key;
    std::vector<std::string> values;
};

void describe(Keys& k, Each& e) {
    k.required({"key", "Path of a key of the scenarios"}, e.key);
    k.required({"values", "Its values"}, e.values);
}

/// Runs of one item must lie in the order that the climate gives.
struct Order {
    std::string of;  // a metric
    std::string by;  // a figure of `calc weather`
    std::string base = "18 degC";
};

void describe(Keys& k, Order& o) {
    k.required({"of", "The metric that must rise"}, o.of);
    k.required({"by", "With which figure of the weather"}, o.by);
    k.optional({"base", "What its means above a base count from"}, o.base);
}

struct Item {
    std::string about;
    std::string calc;
    std::string run;
    TextPairs set;
    TextPairs figures;
    std::optional<Order> order;
    Defaults defaults;
    CalcSheet sheet;
};

void describe_item(Keys& k, Item& item, const CalcSources& sources) {
    k.optional({"about", "What the row is about"}, item.about);
    k.optional({"calc", "The calculation that is asked"}, item.calc);
    k.optional({"run", "The scenario that is simulated"}, item.run);
    k.optional({"set", "Paths and values that replace the scenario's"}, item.set);
    k.optional({"figures", "Names of figures with what is published"}, item.figures);
    k.optional({"order", "A figure that must rise with the weather"}, item.order);
    describe_defaults(k, item.defaults);
    if (item.calc.empty()) return;
    const Calculation* calculation = find_calculation(item.calc);
    if (calculation == nullptr) return k.refuse("calc", fmt::format("no calculation '{}'", item.calc));
    k.group({"ask", "Its question"}, Presence::required,
            [&](Keys& inner) { item.sheet = calculation->evaluate(inner, sources); });
}

VerifyRow row_of(const Item& item, const std::string& figure, const std::string& expected) {
    return {.what = item.about,
            .figure = figure,
            .expected = expected == without_value ? "" : expected,
            .tolerance = item.defaults.within,
            .source = item.defaults.source,
            .confidence = item.defaults.confidence,
            .note = item.defaults.note};
}

/// Adds the rows of items to a table.
class TableMaker {
public:
    TableMaker(VerifyTable& table, Each each, const CalcSources& sources)
        : table_{table}, each_{std::move(each)}, sources_{sources} {}

    void add(const Item& item, Keys& k) {
        if (!item.run.empty()) return add_runs(item, k);
        for (const auto& [figure, expected] : item.figures) {
            VerifyRow row = row_of(item, figure, expected);
            if (item.calc.empty()) {
                add_context(row);
            } else {
                answer(row, item.sheet);
            }
            if (!row.failure.empty()) k.refuse("figures", fmt::format("{}: {}", figure, row.failure));
            table_.rows.push_back(std::move(row));
        }
    }

private:
    static void answer(VerifyRow& row, const CalcSheet& sheet) {
        if (sheet.results.empty()) return;  // its question is wrong, which has been noted
        const SheetRow* found = sheet.find(row.figure);
        if (found == nullptr || std::holds_alternative<std::string>(found->value)) {
            row.failure = "no such figure";
        } else if (const bool* flag = std::get_if<bool>(&found->value)) {
            settle(row, *flag ? 1.0 : 0.0, "1");
        } else {
            settle(row, std::get<double>(found->value), std::string{found->unit});
        }
    }

    // Published values without a unit, or shares: PUE.
    static void add_context(VerifyRow& row) {
        settle(row, 0.0, "1");
        row.simulated.reset();
    }

    void add_runs(const Item& item, Keys& k) {
        std::vector<std::string> values = each_.values;
        if (values.empty()) values.emplace_back();
        std::vector<std::size_t> runs;
        for (const std::string& value : values) {
            runs.push_back(run_of(item, value));
            for (const auto& [figure, expected] : item.figures) {
                VerifyRow row = row_of(item, figure, expected);
                if (!value.empty()) row.what += fmt::format(", {}", fs::path{value}.stem().stem().string());
                table_.run_rows.push_back({table_.rows.size(), runs.back()});
                table_.rows.push_back(std::move(row));
            }
        }
        if (item.order) add_order(item, runs, k);
    }

    std::size_t run_of(const Item& item, const std::string& value) {
        VerifyRun run{item.run, {}};
        for (const auto& [path, text] : item.set) run.overrides.push_back(fmt::format("{}={}", path, text));
        if (!value.empty()) run.overrides.push_back(fmt::format("{}={}", each_.key, value));
        const auto known = std::ranges::find(table_.runs, run);
        if (known != table_.runs.end()) return static_cast<std::size_t>(known - table_.runs.begin());
        table_.runs.push_back(std::move(run));
        return table_.runs.size() - 1;
    }

    void add_order(const Item& item, const std::vector<std::size_t>& runs, Keys& k) {
        OrderRow order{.row = table_.rows.size(), .by = {}, .runs = runs};
        for (const std::string& file : each_.values) {
            const std::optional<double> value = known_figure_of(file, *item.order);
            if (!value) return k.refuse("order", fmt::format("no figure '{}' of '{}'", item.order->by, file));
            order.by.push_back(*value);
        }
        VerifyRow row = row_of(item, item.order->of, "0");
        row.what += fmt::format(": pairs out of the order of {}", item.order->by);
        row.tolerance = "0";
        table_.rows.push_back(std::move(row));
        table_.order_rows.push_back(std::move(order));
    }

    // A year of a weather file takes 30 ms to read.
    std::optional<double> known_figure_of(const std::string& weather_file, const Order& order) {
        const std::string key = fmt::format("{} {} {}", weather_file, order.by, order.base);
        const auto [at, fresh] = digests_.try_emplace(key);
        if (fresh) at->second = figure_of(weather_file, order);
        return at->second;
    }

    std::optional<double> figure_of(const std::string& weather_file, const Order& order) const {
        const YamlTree tree = parse_yaml(
            fmt::format("{{weather: {{model: epw, file: \"{}\"}}, base: {}}}", weather_file, order.base),
            "order");
        Problems problems;
        ReadContext context;
        context.shipped_root = sources_.shipped_root;
        Reader reader{tree.root, problems, context};
        const CalcSheet sheet = calc_weather(reader, sources_);
        const SheetRow* found = sheet.find(order.by);
        const double* number = found ? std::get_if<double>(&found->value) : nullptr;
        return number && problems.empty() ? std::optional{*number} : std::nullopt;
    }

    VerifyTable& table_;
    Each each_;
    const CalcSources& sources_;
    std::map<std::string, std::optional<double>> digests_;
};

void read_table(Keys& k, VerifyTable& table, const CalcSources& sources) {
    Defaults defaults;
    Each each;
    std::optional<Each> given;
    k.required({"about", "What the table shows"}, table.about);
    describe_defaults(k, defaults);
    k.optional({"each", "A key that takes several values in turn"}, given);
    TableMaker maker{table, given.value_or(each), sources};
    k.list({"rows", "Published figures"}, Presence::required, [&](Keys& inner, std::size_t) {
        Item item;
        item.defaults = defaults;
        describe_item(inner, item, sources);
        if (item.defaults.source.empty()) inner.refuse("", "expected a source");
        if (item.defaults.confidence.empty()) inner.refuse("", "expected a confidence");
        maker.add(item, inner);
    });
}

/// A file of scenarios/verify with tables.
struct Group {
    std::string name;
    YamlTree tree;

    const std::vector<YamlNode>& tables() const { return tree.root.find("tables")->children; }
    std::string name_of(const YamlNode& table) const { return fmt::format("{}.{}", name, table.key); }
};

std::vector<VerifyTable> read_group(const Group& group, const CalcSources& sources,
                                    std::span<const std::string> names) {
    std::vector<VerifyTable> tables;
    Problems problems;
    ReadContext context;
    context.shipped_root = sources.shipped_root;
    for (const YamlNode& node : group.tables()) {
        const std::string name = group.name_of(node);
        if (std::ranges::find(names, name) == names.end()) continue;
        VerifyTable& table = tables.emplace_back(VerifyTable{.name = name, .about = {}});
        Reader reader{node, problems, context, "tables." + node.key};
        read_table(reader, table, sources);
        reader.done();
    }
    problems.throw_if_any();
    return tables;
}

std::vector<fs::path> files_in(const fs::path& where) {
    std::vector<fs::path> files;
    std::error_code error;
    fs::directory_iterator entry{where, error};
    for (; !error && entry != fs::directory_iterator{}; entry.increment(error)) {
        if (entry->path().extension() == ".yaml") files.push_back(entry->path());
    }
    std::ranges::sort(files);  // a directory has no order of its own
    return files;
}

std::vector<Group> groups_in(const std::string& shipped_root) {
    std::vector<Group> groups;
    for (const fs::path& file : files_in(fs::path{shipped_root} / folder)) {
        const YamlLimits limits;
        const std::string name = fmt::format("shipped:{}/{}", folder, file.filename().string());
        YamlTree tree = parse_yaml(read_all(file.string(), limits.bytes), name, limits);
        if (tree.root.find("tables") == nullptr) continue;  // a scenario that tables run
        groups.push_back({file.stem().string(), std::move(tree)});
    }
    return groups;
}

}  // namespace

std::vector<VerifyTitle> verify_titles(const std::string& shipped_root) {
    std::vector<VerifyTitle> titles;
    for (const Group& group : groups_in(shipped_root)) {
        for (const YamlNode& table : group.tables()) {
            const YamlNode* about = table.find("about");
            titles.push_back({group.name_of(table), about ? about->text : std::string{}});
        }
    }
    return titles;
}

std::vector<VerifyTable> read_verify_tables(const CalcSources& sources, std::span<const std::string> names) {
    std::vector<VerifyTable> all;
    for (const Group& group : groups_in(sources.shipped_root)) {
        std::ranges::move(read_group(group, sources, names), std::back_inserter(all));
    }
    return all;
}

}  // namespace datahall
