#include "sim/report/html.hpp"

#include <stdexcept>
#include <utility>

#include "sim/config/utf8.hpp"

namespace datahall {
namespace {

// U+FFFE and U+FFFF are well-formed UTF-8, but XML has no such characters.
bool is_no_character(std::string_view rest) {
    return rest.starts_with("\xEF\xBF\xBE") || rest.starts_with("\xEF\xBF\xBF");
}

}  // namespace

std::string markup_text(std::string_view text) {
    const std::string shown = escaped(text);
    std::string out;
    out.reserve(shown.size());
    for (std::size_t i = 0; i < shown.size(); ++i) {
        switch (shown[i]) {
            case '&':
                out += "&amp;";
                break;
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            case '"':
                out += "&quot;";
                break;
            case '\'':
                out += "&#39;";
                break;
            default:
                if (is_no_character(std::string_view{shown}.substr(i))) {
                    out += shown[i + 2] == '\xBE' ? "\\ufffe" : "\\uffff";
                    i += 2;
                } else {
                    out += shown[i];
                }
        }
    }
    return out;
}

void Markup::start(std::string_view tag, Attributes attributes) {
    out_ += '<';
    out_ += tag;
    for (const Attribute& a : attributes) {
        out_ += ' ';
        out_ += a.name;
        out_ += "=\"";
        out_ += markup_text(a.value);
        out_ += '"';
    }
}

Markup& Markup::open(std::string_view tag, Attributes attributes) {
    start(tag, attributes);
    out_ += '>';
    open_.emplace_back(tag);
    return *this;
}

Markup& Markup::close() {
    if (open_.empty()) throw std::logic_error{"markup: no element is open"};
    out_ += "</";
    out_ += open_.back();
    out_ += '>';
    open_.pop_back();
    return *this;
}

Markup& Markup::text(std::string_view text) {
    out_ += markup_text(text);
    return *this;
}

Markup& Markup::element(std::string_view tag, std::string_view text, Attributes attributes) {
    return open(tag, attributes).text(text).close();
}

Markup& Markup::leaf(std::string_view tag, Attributes attributes) {
    start(tag, attributes);
    out_ += "/>";
    return *this;
}

Markup& Markup::line() {
    out_ += '\n';
    return *this;
}

Markup& Markup::style_sheet(std::string_view css) {
    if (css.find_first_of("<&") != std::string_view::npos) throw std::logic_error{"markup in a style sheet"};
    open("style");
    out_ += css;
    return close();
}

std::string Markup::take() {
    if (!open_.empty()) throw std::logic_error{"markup: <" + open_.back() + "> is still open"};
    return std::exchange(out_, {});
}

}  // namespace datahall
