// Tables of published and simulated figures as text, JSON, CSV and JUnit.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "sim/report/junit.hpp"
#include "sim/report/sink.hpp"
#include "tools/datahall/verify_table.hpp"

namespace datahall {

struct VerifyCount {
    std::size_t pass = 0, fail = 0, context = 0;
};
VerifyCount count_outcomes(std::span<const VerifyTable> tables);

/// "pass", "fail" or "context".
std::string_view name_of(VerifyOutcome outcome);

/// For people, of at most `width` columns: seven digits; sources only if `everything`.
std::string verify_text(std::span<const VerifyTable> tables, std::size_t width, bool everything);
/// With all digits, each row with its source and confidence.
std::string verify_json(std::span<const VerifyTable> tables);
void write_verify_csv(std::span<const VerifyTable> tables, const Sink& sink);
/// One suite a table, one case a row that is judged.
std::vector<JunitSuite> verify_suites(std::span<const VerifyTable> tables);

}  // namespace datahall
