#include "sim/study/run_figures.hpp"

#include <charconv>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>

namespace datahall {
namespace {

// Fields end in a NUL, which no name, unit or meaning holds.
constexpr char end_of_field = '\0';

void put(std::string& out, std::string_view field) {
    out += field;
    out += end_of_field;
}

class Fields {
public:
    explicit Fields(std::string_view bytes) : rest_{bytes} {}

    bool is_empty() const { return rest_.empty(); }

    std::string_view next() {
        const auto end = rest_.find(end_of_field);
        if (end == std::string_view::npos) throw std::logic_error{"figures of a run: a field is torn"};
        const std::string_view field = rest_.substr(0, end);
        rest_.remove_prefix(end + 1);
        return field;
    }

    template <class Number>
    Number number() {
        const std::string_view field = next();
        Number value{};
        const auto [end, error] = std::from_chars(field.data(), field.data() + field.size(), value);
        if (error != std::errc{} || end != field.data() + field.size()) {
            throw std::logic_error{"figures of a run: a field is no number"};
        }
        return value;
    }

private:
    std::string_view rest_;
};

}  // namespace

RunFigures figures_of(Result&& result) {
    return {.metrics = std::move(result.metrics),
            .findings = result.findings.size(),
            .trace_hash = std::move(result.trace_hash)};
}

std::string to_bytes(const RunFigures& figures) {
    std::string out;
    put(out, fmt::format("{}", figures.findings));
    put(out, figures.trace_hash);
    for (const Metric& m : figures.metrics) {
        put(out, m.name);
        put(out, m.unit);
        put(out, m.meaning);
        put(out, m.value ? "1" : "0");
        if (m.value) put(out, fmt::format("{}", *m.value));  // reads back to the same bits
    }
    return out;
}

RunFigures figures_from_bytes(std::string_view bytes) {
    Fields fields{bytes};
    RunFigures figures;
    figures.findings = fields.number<std::size_t>();
    figures.trace_hash = fields.next();
    while (!fields.is_empty()) {
        Metric m;
        m.name = fields.next();
        m.unit = fields.next();
        m.meaning = fields.next();
        if (fields.next() == "1") m.value = fields.number<double>();
        figures.metrics.push_back(std::move(m));
    }
    return figures;
}

}  // namespace datahall
