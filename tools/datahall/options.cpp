// The only file that sees Boost.Program_options, and what it takes to use it strictly:
//   - it completes unique prefixes unless told not to;
//   - it would read numbers by lexical_cast ("-1" as 2^64 - 1): here all values are text;
//   - operands described as options could be given as options too: here they are not described;
//   - its messages differ by version: here every exception becomes a sentence of ours.
#include "tools/datahall/options.hpp"

#include <algorithm>
#include <stdexcept>

#include <boost/program_options.hpp>
#include <fmt/format.h>

#include "sim/config/near_name.hpp"
#include "sim/config/utf8.hpp"
#include "tools/datahall/usage_error.hpp"

namespace datahall {
namespace {

namespace po = boost::program_options;
using Values = std::map<std::string, std::vector<std::string>, std::less<>>;

po::options_description described(std::span<const Option> options) {
    po::options_description out;
    for (const Option& o : options) {
        const std::string name =
            o.letter == '\0' ? std::string{o.name} : fmt::format("{},{}", o.name, o.letter);
        if (o.argument.empty()) {
            out.add_options()(name.c_str(), "");
        } else {
            out.add_options()(name.c_str(), po::value<std::string>(), "");
        }
    }
    return out;
}

std::string hint(std::string_view typed, const std::vector<std::string>& known) {
    const std::string guess = did_you_mean(typed, known);
    return guess.empty() ? guess : "; " + guess;
}

[[noreturn]] void refuse(const Grammar& grammar, const std::string& text) {
    throw UsageError{text, std::string{grammar.verb}};
}

// `typed` may be a whole word such as "--sede=7".  Names are compared without their dashes, which would
// make all of them look alike.
[[noreturn]] void refuse_unknown(const Grammar& grammar, const std::string& typed) {
    const std::string word = typed.substr(0, typed.find('='));
    const auto start = std::min(word.find_first_not_of('-'), word.size());
    std::vector<std::string> known;
    for (const Option& o : grammar.options) known.emplace_back(o.name);
    std::vector<std::string> near = near_names(word.substr(start), known);
    for (std::string& name : near) name.insert(0, "--");
    const std::string guess = near.empty() ? "" : fmt::format("; did you mean {}?", listed(near));
    refuse(grammar, fmt::format("unknown option '{}' for '{}'{}", escaped(word), grammar.verb, guess));
}

const Option* find_option(const Grammar& grammar, std::string_view name) {
    const auto found = std::find_if(grammar.options.begin(), grammar.options.end(),
                                    [name](const Option& o) { return o.name == name; });
    return found == grammar.options.end() ? nullptr : &*found;
}

[[noreturn]] void refuse_valueless(const Grammar& grammar, const Option& option) {
    refuse(grammar,
           fmt::format("option '--{}' needs a value: --{} {}", option.name, option.name, option.argument));
}

bool names_option(const Option& o, std::string_view word) {
    return word == fmt::format("--{}", o.name) || (o.letter != '\0' && word == fmt::format("-{}", o.letter));
}

[[noreturn]] void refuse_syntax(const Grammar& grammar, const po::error_with_option_name& error) {
    const std::string name = error.get_option_name();
    for (const Option& o : grammar.options) {
        if (!names_option(o, name)) continue;
        if (o.argument.empty()) refuse(grammar, fmt::format("option '--{}' takes no value", o.name));
        refuse_valueless(grammar, o);
    }
    refuse_unknown(grammar, name);
}

std::vector<po::option> parsed_options(const Grammar& grammar, std::span<const std::string> words) {
    const po::options_description description = described(grammar.options);
    const int style = po::command_line_style::unix_style & ~po::command_line_style::allow_guessing;
    try {
        po::command_line_parser parser{std::vector<std::string>(words.begin(), words.end())};
        return parser.options(description).style(style).run().options;
    } catch (const po::unknown_option& error) {
        refuse_unknown(grammar, error.get_option_name());
    } catch (const po::error_with_option_name& error) {
        refuse_syntax(grammar, error);
    } catch (const po::error&) {
        refuse(grammar, fmt::format("the options of '{}' cannot be read", grammar.verb));
    }
}

void check_choice(const Grammar& grammar, const Option& option, const std::string& value) {
    const std::vector<std::string> choices = choices_of(option);
    if (choices.empty() || std::find(choices.begin(), choices.end(), value) != choices.end()) return;
    refuse(grammar, fmt::format("option '--{}': expected {}, got '{}'{}", option.name, listed(choices),
                                escaped(value), hint(value, choices)));
}

// The library takes the next word as the value, whatever it is: `-o --force` would write to "--force".
void check_not_swallowed(const Grammar& grammar, const Option& option, const po::option& given) {
    if (option.argument.empty() || given.original_tokens.size() < 2) return;
    const bool swallowed =
        std::any_of(grammar.options.begin(), grammar.options.end(),
                    [&given](const Option& o) { return names_option(o, given.original_tokens[1]); });
    if (swallowed) refuse_valueless(grammar, option);
}

void take_option(const Grammar& grammar, const po::option& given, Values& values) {
    const Option* option = find_option(grammar, given.string_key);
    if (option == nullptr) refuse_unknown(grammar, "--" + given.string_key);
    std::vector<std::string>& list = values[given.string_key];
    if (!list.empty() && !option->repeatable)
        refuse(grammar, fmt::format("option '--{}' given twice", option->name));
    check_not_swallowed(grammar, *option, given);
    const std::string value = given.value.empty() ? std::string{} : given.value.front();
    if (!option->argument.empty()) check_choice(grammar, *option, value);
    list.push_back(value);
}

void check_operands(const Grammar& grammar, const std::vector<std::string>& operands) {
    const Operands& o = grammar.operands;
    if (operands.size() < o.at_least && o.at_least == 1)
        refuse(grammar, fmt::format("'{}' needs {}", grammar.verb, o.name));
    if (operands.size() < o.at_least) {
        refuse(grammar, fmt::format("'{}' needs {} or more of {}, got {}", grammar.verb, o.at_least, o.name,
                                    operands.size()));
    }
    if (operands.size() <= o.at_most) return;
    const std::string first_extra = escaped(operands[o.at_most]);
    if (o.at_most == 0)
        refuse(grammar, fmt::format("'{}' takes no argument, got '{}'", grammar.verb, first_extra));
    refuse(grammar,
           fmt::format("'{}' takes {} {}, got '{}' too", grammar.verb, o.at_most, o.name, first_extra));
}

}  // namespace

std::string Arguments::text(std::string_view option) const {
    const std::vector<std::string>& given = all(option);
    return given.empty() ? std::string{} : given.front();
}

const std::vector<std::string>& Arguments::all(std::string_view option) const {
    const auto found = values_.find(option);
    if (found == values_.end())
        throw std::logic_error{fmt::format("'{}' has no option '--{}'", verb_, option)};
    return found->second;
}

std::vector<std::string> choices_of(const Option& option) {
    std::vector<std::string> choices;
    if (option.argument.find('|') == std::string_view::npos) return choices;
    std::string_view rest = option.argument;
    for (auto bar = rest.find('|'); bar != std::string_view::npos; bar = rest.find('|')) {
        choices.emplace_back(rest.substr(0, bar));
        rest.remove_prefix(bar + 1);
    }
    choices.emplace_back(rest);
    return choices;
}

Arguments parse_arguments(const Grammar& grammar, std::span<const std::string> words) {
    Values values;
    std::vector<std::string> operands;
    for (const Option& option : grammar.options) values[std::string{option.name}];
    for (const po::option& given : parsed_options(grammar, words)) {
        if (given.position_key >= 0) {
            operands.insert(operands.end(), given.value.begin(), given.value.end());
        } else {
            take_option(grammar, given, values);
        }
    }
    // Help is an answer to any command line, complete or not.
    const auto help = values.find("help");
    if (help == values.end() || help->second.empty()) check_operands(grammar, operands);
    for (const Option& option : grammar.options) {
        std::vector<std::string>& list = values[std::string{option.name}];
        if (list.empty() && !option.fallback.empty()) list.emplace_back(option.fallback);
    }
    return {std::string{grammar.verb}, std::move(values), std::move(operands)};
}

}  // namespace datahall
