// Markup that is well formed by construction: no text from a scenario can break out of its place.
//
//     Markup page;
//     page.open("table", {{"class", "figures"}});
//     page.element("th", "IT power", {{"scope", "row"}});
//     page.close();
//     page.take();  // -> <table class="figures"><th scope="row">IT power</th></table>
//
// The output is HTML that is also XML, so that a strict parser can check it; SVG is written by the
// same calls.  Tags and attribute names are the program's own words, never input.
// Invariant: every text and every value of an attribute passes `markup_text`.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace datahall {

/// `text` for an element or a quoted attribute: the five characters of markup as entities, control
/// characters and marks of writing direction written out (\x1b, \u202e), malformed bytes as \xff.
std::string markup_text(std::string_view text);

/// One attribute; `value` is any text.
struct Attribute {
    std::string_view name;
    std::string_view value;
};
using Attributes = std::initializer_list<Attribute>;

class Markup {
public:
    Markup& open(std::string_view tag, Attributes attributes = {});
    /// Closes the innermost open element.  REQUIRES: there is one.
    Markup& close();
    Markup& text(std::string_view text);
    /// An element that holds only a text.
    Markup& element(std::string_view tag, std::string_view text, Attributes attributes = {});
    /// An element that never holds anything: <meta/>, <rect/>.
    Markup& leaf(std::string_view tag, Attributes attributes = {});
    /// A new line between elements, for people who look into the file.
    Markup& line();
    /// <style> with the program's own CSS, which has no character of markup in it.
    Markup& style_sheet(std::string_view css);

    /// The finished text.  REQUIRES: every element is closed.
    std::string take();

private:
    void start(std::string_view tag, Attributes attributes);

    std::string out_;
    std::vector<std::string> open_;
};

}  // namespace datahall
