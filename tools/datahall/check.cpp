// `datahall check`: whether scenarios come out as their `expect:` blocks say.
#include <algorithm>
#include <array>
#include <filesystem>
#include <limits>

#include <fmt/format.h>
#include <unistd.h>

#include "datahall/config_error.hpp"

#include "sim/config/messages.hpp"
#include "sim/config/utf8.hpp"
#include "sim/report/atomic_file.hpp"
#include "sim/report/expectation_lines.hpp"
#include "sim/report/junit.hpp"
#include "sim/study/expectation_runs.hpp"
#include "tools/datahall/exit_code.hpp"
#include "tools/datahall/jobs.hpp"
#include "tools/datahall/loading.hpp"
#include "tools/datahall/problem_text.hpp"
#include "tools/datahall/signals.hpp"
#include "tools/datahall/verbs.hpp"

namespace datahall {
namespace {

constexpr std::array<Option, 5> options{{
    {.name = "junit", .argument = "FILE", .meaning = "write the outcome as JUnit XML, too"},
    set_option,
    jobs_option,
    max_input_option,
    allow_include_option,
}};

constexpr std::array<std::string_view, 2> examples{
    "datahall check shipped:claims/frontier_idle.yaml",
    "datahall check scenarios/claims/*.yaml --junit claims.xml",
};

/// What the files came to before anything was simulated.
struct Intake {
    std::vector<CheckableFile> files;
    std::size_t invalid = 0;
    std::size_t unreadable = 0;
};

void take_in(const std::string& file, const FileLoader& load, const Session& session, Intake& intake) {
    try {
        intake.files.push_back({file, expectations_of(file, load)});
    } catch (const ConfigError& error) {
        ++intake.invalid;
        write_anyway(STDERR_FILENO, explained(error.problems(), file, session.messages) +
                                        closing_line(error.problems()) + '\n');
    } catch (const IoError& error) {
        ++intake.unreadable;
        session.note("error: " + escaped(error.what()));
    }
}

void write_junit(const std::string& path, const std::vector<CheckedFile>& checked) {
    const std::filesystem::path file{path};
    const std::string folder = file.parent_path().string();
    write_file(folder.empty() ? "." : folder, file.filename().string(),
               junit_xml("datahall check", junit_suites(checked)));
}

// Of several failures the first in the order input, I/O, limit, bug; a missed band only if all else went
// well.
int exit_code_of(const std::vector<CheckedFile>& checked) {
    if (const int signal = interrupt_signal(); signal != 0) return exit_code::signal_base + signal;
    int worst = exit_code::done;
    bool missed = false;
    for (const CheckedFile& file : checked) {
        if (file.exit_code != 0) worst = worst == 0 ? file.exit_code : std::min(worst, file.exit_code);
        missed = missed || !std::ranges::all_of(file.verdicts, &Verdict::is_met);
    }
    if (worst != exit_code::done) return worst;
    return missed ? exit_code::missed : exit_code::done;
}

int run(const Arguments& arguments, Session& session) {
    catch_interrupts();
    const ScenarioOptions options_of_load = load_options(arguments);
    const std::size_t jobs = jobs_of(arguments);
    const FileLoader load = [&](const std::string& file) {
        return load_scenario(file, options_of_load, session.models);
    };
    Intake intake;
    for (const std::string& file : arguments.operands()) {
        session.scenario = file;
        session.subject = fmt::format("check of '{}'", file);
        take_in(file, load, session, intake);
    }
    if (intake.invalid > 0) return exit_code::input;
    if (intake.unreadable > 0) return exit_code::io;

    std::vector<CheckedFile> checked;
    with_progress(intake.files.size(), arguments, session, [&](const auto& on_done) {
        checked = run_checks(intake.files, load,
                             {.workers = jobs, .on_done = on_done, .interrupt = &interrupt_signal()});
    });
    if (arguments.has("junit")) write_junit(arguments.text("junit"), checked);
    if (!arguments.has("quiet")) session.out.write(expectation_lines(checked));
    session.out.flush();
    for (const CheckedFile& file : checked) {
        if (!file.failure.empty()) {
            session.note(fmt::format("error: {}: {}", escaped(file.file), escaped(file.failure)));
        }
    }
    return exit_code_of(checked);
}

}  // namespace

constinit const Verb check_verb{.name = "check",
                                .summary = "simulate scenarios and compare with the bands they expect",
                                .operands = {"SCENARIO", 1, std::numeric_limits<std::size_t>::max()},
                                .examples = examples,
                                .options = options,
                                .run = run};

}  // namespace datahall
