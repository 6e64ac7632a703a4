// `datahall verify`: published figures beside simulated ones.
#include <algorithm>
#include <array>
#include <filesystem>
#include <limits>

#include <fmt/format.h>

#include "sim/config/near_name.hpp"
#include "sim/config/utf8.hpp"
#include "sim/report/atomic_file.hpp"
#include "tools/datahall/exit_code.hpp"
#include "tools/datahall/jobs.hpp"
#include "tools/datahall/listing.hpp"
#include "tools/datahall/load.hpp"
#include "tools/datahall/shipped.hpp"
#include "tools/datahall/signals.hpp"
#include "tools/datahall/usage_error.hpp"
#include "tools/datahall/verbs.hpp"
#include "tools/datahall/verify_report.hpp"
#include "tools/datahall/verify_runs.hpp"

namespace datahall {
namespace {

constexpr std::array<Option, 4> options{{
    {.name = "list", .meaning = "name the tables and compute nothing"},
    {.name = "junit", .argument = "FILE", .meaning = "write the outcome as JUnit XML, too"},
    jobs_option,
    {.name = "format",
     .argument = "table|json|csv",
     .meaning = "tables, or JSON or CSV with all digits, sources and confidence",
     .fallback = "table"},
}};

constexpr std::array<std::string_view, 4> examples{
    "datahall verify",
    "datahall verify --list",
    "datahall verify cooling.chillers -v",
    "datahall verify cooling --format csv > cooling.csv",
};

// A group is what stands before the dot.
bool is_called(const VerifyTitle& table, const std::string& name) {
    return table.name == name || table.name.starts_with(name + ".");
}

void require_known(const std::vector<VerifyTitle>& all, const std::string& name) {
    std::vector<std::string> known;
    for (const VerifyTitle& table : all) {
        if (is_called(table, name)) return;
        known.push_back(table.name);
    }
    const std::string guess = did_you_mean(name, known);
    throw UsageError{fmt::format("no table is called '{}'; {}", escaped(name),
                                 guess.empty() ? "`datahall verify --list` names them" : guess),
                     "verify"};
}

// Without operands all.
std::vector<VerifyTitle> chosen(const std::vector<std::string>& names) {
    std::vector<VerifyTitle> titles = verify_titles(shipped_root());
    for (const std::string& name : names) require_known(titles, name);
    if (names.empty()) return titles;
    std::erase_if(titles, [&](const VerifyTitle& table) {
        return std::ranges::none_of(names, [&](const std::string& name) { return is_called(table, name); });
    });
    return titles;
}

Listing listing_of(const std::vector<VerifyTitle>& titles) {
    Listing listing{{"table", "about"}, {}};
    for (const VerifyTitle& table : titles) listing.rows.push_back({table.name, table.about});
    return listing;
}

std::vector<VerifyTable> tables_of(const std::vector<VerifyTitle>& titles, const Session& session) {
    std::vector<std::string> names;
    names.reserve(titles.size());
    for (const VerifyTitle& table : titles) names.push_back(table.name);
    return read_verify_tables({session.models, shipped_root()}, names);
}

int complete(std::vector<VerifyTable>& tables, const Arguments& arguments, const Session& session) {
    const VerifyLoader load = [&session](const VerifyRun& run) {
        ScenarioOptions load_options;
        load_options.overrides = run.overrides;
        return load_scenario(run.scenario, load_options, session.models);
    };
    int code = 0;
    with_progress(count_runs(tables), arguments, session, [&](const auto& on_done) {
        code = complete_rows(
            tables, load,
            {.workers = jobs_of(arguments), .on_done = on_done, .interrupt = &interrupt_signal()});
    });
    return code;
}

void write_junit(const std::string& path, const std::vector<VerifyTable>& tables) {
    const std::filesystem::path file{path};
    const std::string folder = file.parent_path().string();
    write_file(folder.empty() ? "." : folder, file.filename().string(),
               junit_xml("datahall verify", verify_suites(tables)));
}

void print_tables(const std::vector<VerifyTable>& tables, const Arguments& arguments, Session& session) {
    const std::string format = arguments.text("format");
    const Sink sink = [&session](std::string_view bytes) { session.out.write(bytes); };
    if (format == "json") {
        sink(verify_json(tables));
    } else if (format == "csv") {
        write_verify_csv(tables, sink);
    } else if (!arguments.has("quiet")) {
        sink(verify_text(tables, session.screen.width, arguments.has("verbose")));
    }
    session.out.flush();
}

int run(const Arguments& arguments, Session& session) {
    catch_interrupts();
    const std::vector<VerifyTitle> titles = chosen(arguments.operands());
    if (arguments.has("list")) {
        print_listing(listing_of(titles), arguments.text("format"), session.screen.width,
                      [&session](std::string_view bytes) { session.out.write(bytes); });
        session.out.flush();
        return exit_code::done;
    }
    std::vector<VerifyTable> tables = tables_of(titles, session);
    const int code = complete(tables, arguments, session);
    if (const int signal = interrupt_signal(); signal != 0) return exit_code::signal_base + signal;
    if (arguments.has("junit")) write_junit(arguments.text("junit"), tables);
    print_tables(tables, arguments, session);
    if (code != exit_code::done) return code;
    return count_outcomes(tables).fail > 0 ? exit_code::missed : exit_code::done;
}

}  // namespace

constinit const Verb verify_verb{.name = "verify",
                                 .summary = "compare with published tables; exit 1 where they are missed",
                                 .operands = {"TABLE", 0, std::numeric_limits<std::size_t>::max()},
                                 .examples = examples,
                                 .options = options,
                                 .run = run};

}  // namespace datahall
