// The options of a verb as plain tables, and the command line parsed by them.
//
// A table is the only description of an option: the parser, the help and every later output
// (completion, man page) are made from it.  Values stay text here; values.hpp reads them.
#pragma once

#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace datahall {

struct Option {
    std::string_view name;           // "seed" for --seed
    char letter = '\0';              // 'o' for -o, or none
    std::string_view argument = {};  // "N"; "table|json" allows just these; empty: a flag
    std::string_view meaning;        // for the help, without a full stop
    std::string_view fallback = {};  // the value when not given; shown in the help
    bool repeatable = false;
};

/// What stands on the command line without an option.
struct Operands {
    std::string_view name = {};  // "SCENARIO"; empty: none are taken
    std::size_t at_least = 0;
    std::size_t at_most = 0;
};

/// A parsed command line.  Asking for an option that is not in the table is a logic_error.
class Arguments {
public:
    Arguments(std::string verb, std::map<std::string, std::vector<std::string>, std::less<>> values,
              std::vector<std::string> operands)
        : verb_{std::move(verb)}, values_{std::move(values)}, operands_{std::move(operands)} {}

    /// Whether it was given or has a fallback.
    bool has(std::string_view option) const { return !all(option).empty(); }
    /// The value given, or the fallback; "" if neither.
    std::string text(std::string_view option) const;
    /// Of a repeatable option, in order.
    const std::vector<std::string>& all(std::string_view option) const;
    const std::vector<std::string>& operands() const { return operands_; }
    const std::string& verb() const { return verb_; }

private:
    std::string verb_;
    std::map<std::string, std::vector<std::string>, std::less<>> values_;  // every option of the table
    std::vector<std::string> operands_;
};

/// What a command line is parsed by.
struct Grammar {
    std::string_view verb;
    std::span<const Option> options;
    Operands operands;
};

/// Throws UsageError.  Names are never completed: `--see` is not `--seed`.
Arguments parse_arguments(const Grammar& grammar, std::span<const std::string> words);

/// The values that "table|json|csv" allows; empty if any text will do.
std::vector<std::string> choices_of(const Option& option);

}  // namespace datahall
