// JUnit XML, which CI servers show as a list of tests.  Times are left at 0, so that the same outcome has the
// same bytes.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace datahall {

struct JunitCase {
    std::string name;
    std::string failure = {};  // one sentence; empty: passed
};

struct JunitSuite {
    std::string name;
    std::vector<JunitCase> cases = {};
    std::string error = {};  // why nothing could be tested; empty: all cases ran
};

/// A text as it may stand in XML: reserved characters escaped, control characters dropped, bytes that are not
/// UTF-8 replaced.
std::string xml_text(std::string_view text);

std::string junit_xml(std::string_view name, std::span<const JunitSuite> suites);

}  // namespace datahall
