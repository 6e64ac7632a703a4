// JUnit XML: what a CI server must be able to read, whatever texts come in.
#include "sim/report/junit.hpp"

#include "tests/support/catch.hpp"

namespace datahall {

TEST_CASE("reserved characters are escaped, control characters dropped") {
    CHECK(xml_text("a<b>&\"'c") == "a&lt;b&gt;&amp;&quot;&apos;c");
    CHECK(xml_text(std::string_view{"a\0b\x1b[31m\n\tc\x7f", 12}) == "ab[31mc");
    CHECK(xml_text("\xc2\x85x") == "x");                          // C1
    CHECK(xml_text("\xef\xbf\xbfx") == "x");                      // U+FFFF is no character of XML
    CHECK(xml_text("\xff|\xc3") == "\xef\xbf\xbd|\xef\xbf\xbd");  // bytes that are not UTF-8
    CHECK(xml_text("\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80") == "\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80");
}

TEST_CASE("suites count their cases, and all add up") {
    const std::vector<JunitSuite> suites{
        {.name = "a.yaml", .cases = {{"x", ""}, {"y", "1 < 2"}}, .error = ""},
        {.name = "b.yaml", .cases = {}, .error = "crashed"}};
    CHECK(junit_xml("check", suites) ==
          "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
          "<testsuites name=\"check\" tests=\"3\" failures=\"1\" errors=\"1\" time=\"0\">\n"
          "  <testsuite name=\"a.yaml\" tests=\"2\" failures=\"1\" errors=\"0\" time=\"0\">\n"
          "    <testcase classname=\"a.yaml\" name=\"x\" time=\"0\"/>\n"
          "    <testcase classname=\"a.yaml\" name=\"y\" time=\"0\">\n"
          "      <failure message=\"1 &lt; 2\"/>\n"
          "    </testcase>\n"
          "  </testsuite>\n"
          "  <testsuite name=\"b.yaml\" tests=\"1\" failures=\"0\" errors=\"1\" time=\"0\">\n"
          "    <testcase classname=\"b.yaml\" name=\"run\" time=\"0\">\n"
          "      <error message=\"crashed\"/>\n"
          "    </testcase>\n"
          "  </testsuite>\n"
          "</testsuites>\n");
}

}  // namespace datahall
