#include "tools/datahall/program.hpp"

#include <algorithm>
#include <new>
#include <span>
#include <stdexcept>

#include <fmt/format.h>
#include <unistd.h>

#include "datahall/config_error.hpp"

#include "sim/config/messages.hpp"
#include "sim/config/near_name.hpp"
#include "sim/config/utf8.hpp"
#include "tools/datahall/build_facts.hpp"
#include "tools/datahall/exit_code.hpp"
#include "tools/datahall/help.hpp"
#include "tools/datahall/problem_text.hpp"
#include "tools/datahall/usage_error.hpp"
#include "tools/datahall/verbs.hpp"

namespace datahall {
namespace {

bool is_help(const std::string& word) {
    return word == "-h" || word == "--help";
}

const Verb& verb_named(const std::string& name) {
    std::vector<std::string> known;
    for (const Verb* verb : verbs()) {
        if (verb->name == name) return *verb;
        known.emplace_back(verb->name);
    }
    const std::string guess = did_you_mean(name, known);
    throw UsageError{fmt::format("unknown verb '{}'{}{}", escaped(name), guess.empty() ? "" : "; ", guess)};
}

int print_help(const std::string& text, Session& session) {
    try {
        session.out.write(text);
        session.out.flush();
    } catch (const BrokenPipe&) {
        // Whoever stops reading a help text has read enough.
    }
    return exit_code::done;
}

int run_verb_named(const std::string& name, std::span<const std::string> words, Session& session) {
    const Verb& verb = verb_named(name);
    const std::vector<Option> options = all_options(verb);
    const Arguments arguments = parse_arguments({verb.name, options, verb.operands}, words);
    const When color = when_of(arguments.text("color"));
    session.screen = terminal_of(STDOUT_FILENO, color);
    session.messages = terminal_of(STDERR_FILENO, color);
    if (arguments.has("help")) return print_help(help_for(verb, session.screen.width), session);
    return verb.run(arguments, session);
}

// Words before the verb belong to the program itself: only help and version are asked there.
int dispatch(const std::vector<std::string>& words, Session& session) {
    if (words.empty()) return print_help(overview(), session);
    const std::span<const std::string> rest = std::span{words}.subspan(1);
    const std::string& first = words.front();
    if (first == "--version") return run_verb_named("version", rest, session);
    if (is_help(first) || first == "help") {
        if (rest.empty() || is_help(rest.front())) return print_help(overview(), session);
        return print_help(help_for(verb_named(rest.front()), session.screen.width), session);
    }
    if (!first.starts_with('-')) return run_verb_named(first, rest, session);
    throw UsageError{fmt::format("expected a verb before options, got '{}'", escaped(first))};
}

void say_error(const Session& session, const std::string& text) {
    write_anyway(STDERR_FILENO,
                 fmt::format("datahall: {}: {}\n", red("error", session.messages.color), text));
}

int report_usage(const UsageError& error, const Session& session) {
    say_error(session, error.what());
    const std::string verb = error.verb().empty() ? "" : error.verb() + " ";
    write_anyway(STDERR_FILENO, fmt::format("try: datahall {}--help\n", verb));
    return exit_code::usage;
}

int report_input(const ConfigError& error, const Session& session) {
    const std::string text = explained(error.problems(), session.scenario, session.messages);
    write_anyway(STDERR_FILENO, text + closing_line(error.problems()) + '\n');
    return exit_code::input;
}

int report_bug(const std::string& what, const Session& session) {
    const BuildFacts build = build_facts();
    const std::string subject = session.subject.empty() ? "no scenario loaded" : escaped(session.subject);
    write_anyway(
        STDERR_FILENO,
        fmt::format("datahall: {}: {}\n"
                    "{}; datahall {} ({}, {})\n"
                    "This is a bug in datahall, not in your input.  Please report these lines with the "
                    "scenario and its data.\n",
                    red("internal error", session.messages.color), escaped(what), subject, build.version,
                    build.revision, build.compiler));
    return exit_code::bug;
}

}  // namespace

int run_program(const std::vector<std::string>& words, const Models& models) {
    Output out{STDOUT_FILENO};
    Session session{.models = models,
                    .out = out,
                    .screen = terminal_of(STDOUT_FILENO, When::automatic),
                    .messages = terminal_of(STDERR_FILENO, When::automatic),
                    .command_line = words};
    session.command_line.insert(session.command_line.begin(), "datahall");
    try {
        return dispatch(words, session);
    } catch (const UsageError& error) {
        return report_usage(error, session);
    } catch (const ConfigError& error) {
        return report_input(error, session);
    } catch (const IoError& error) {
        say_error(session, escaped(error.what()));
        return exit_code::io;
    } catch (const LimitError& error) {
        say_error(session, "limit reached: " + escaped(error.what()));
        return exit_code::limit;
    } catch (const std::bad_alloc&) {
        say_error(session, "limit reached: out of memory");
        return exit_code::limit;
    } catch (const BrokenPipe&) {
        return exit_code::broken_pipe;
    } catch (const std::exception& error) {
        return report_bug(error.what(), session);
    }
}

}  // namespace datahall
