// Markup that no text can break out of.
#include "sim/report/html.hpp"

#include <stdexcept>

#include "tests/support/catch.hpp"
#include "tests/unit/report/markup_checker.hpp"

namespace datahall {

TEST_CASE("the characters of markup become entities") {
    CHECK(markup_text("<b>\"R&D\"</b> 'x'") == "&lt;b&gt;&quot;R&amp;D&quot;&lt;/b&gt; &#39;x&#39;");
    CHECK(markup_text("") == "");
    CHECK(markup_text("m² — Ä") == "m² — Ä");
}

TEST_CASE("what XML does not allow is written out") {
    CHECK(markup_text(std::string{"a\0b", 3}) == "a\\x00b");
    CHECK(markup_text("a\x1b[31m") == "a\\x1b[31m");
    CHECK(markup_text("bad\xff") == "bad\\xff");
    CHECK(markup_text("\u202egnp") == "\\u202egnp");  // would turn the text around
    CHECK(markup_text("\xEF\xBF\xBE.\xEF\xBF\xBF") == "\\ufffe.\\uffff");
}

TEST_CASE("no value of an attribute ends its quotes") {
    Markup out;
    out.open("p", {{"title", "x\" onclick=\"alert(1)"}}).text("</p><script>").close();
    const std::string html = out.take();
    const test::MarkupChecker read{html};
    CHECK(read.problem() == "");
    CHECK(read.tags() == std::vector<std::string>{"p"});
    CHECK(read.attributes() == std::vector<std::string>{"title=x\" onclick=\"alert(1)"});
    CHECK(read.text() == "</p><script>");
}

TEST_CASE("elements close in order, and all of them") {
    Markup out;
    out.open("ul").element("li", "one", {{"class", "a"}}).leaf("hr").close();
    CHECK(out.take() == "<ul><li class=\"a\">one</li><hr/></ul>");
    CHECK_THROWS_AS(out.close(), std::logic_error);
    out.open("p");
    CHECK_THROWS_AS(out.take(), std::logic_error);
}

TEST_CASE("a style sheet cannot hold markup") {
    Markup out;
    CHECK_THROWS_AS(out.style_sheet("p{}</style>"), std::logic_error);
}

TEST_CASE("the checker of these tests refuses what is not well formed") {
    using test::MarkupChecker;
    CHECK(MarkupChecker{"<a><b c=\"1\"/>x</a>"}.problem() == "");
    for (const char* bad : {"", "<a>", "<a></b>", "<a b=1/>", "<a b=\"<\"/>", "<a>&nbsp;</a>", "<a>x & y</a>",
                            "<a/><b/>", "<a b=\"1\" b=\"2\"/>", "<a>\x1b</a>", "< a/>"}) {
        INFO(bad);
        CHECK(MarkupChecker{bad}.problem() != "");
    }
}

}  // namespace datahall
