#include "sim/report/comparison_json.hpp"

#include <array>

#include "sim/report/json.hpp"

namespace datahall {
namespace {

void put_estimates(JsonWriter& json, const char* key, const std::vector<std::optional<Estimate>>& estimates) {
    json.key(key).begin_array(JsonWriter::Layout::one_line);
    for (const auto& e : estimates) {
        if (!e) {
            json.null();
            continue;
        }
        json.begin_object();
        json.key("value").number(e->value);
        json.key("low").number(e->low);
        json.key("high").number(e->high);
        json.end_object();
    }
    json.end_array();
}

void put_density(JsonWriter& json, const std::optional<DensityBand>& band) {
    json.key("density");
    if (!band) return json.null();
    json.begin_object(JsonWriter::Layout::one_line);
    json.key("p5").number(band->p5);
    json.key("p50").number(band->p50);
    json.key("p95").number(band->p95);
    json.key("source").text(band->source);
    json.end_object();
}

void put_halls(JsonWriter& json, const Comparison& c) {
    json.key("halls").begin_array();
    for (std::size_t h = 0; h < c.halls.size(); ++h) {
        const ComparedHall& hall = c.halls[h];
        json.begin_object();
        json.key("name").text(hall.name);
        json.key("about").text(hall.about);
        json.key("file").text(hall.file);
        json.key("scenario_hash").text(hall.scenario_hash);
        json.key("trace_hash_demand").text(hall.demand.trace_hash);
        json.key("trace_hash_saturated").text(hall.saturated.trace_hash);
        put_density(json, h < c.density.size() ? c.density[h] : std::nullopt);
        json.end_object();
    }
    json.end_array();
}

void put_rows(JsonWriter& json, const std::vector<ComparisonRow>& rows) {
    json.key("rows").begin_array();
    for (const ComparisonRow& row : rows) {
        json.begin_object();
        json.key("id").text(row.id);
        json.key("group").text(row.group);
        json.key("label").text(row.label);
        json.key("view").text(name_of(row.view));
        json.key("unit").text(row.unit);
        put_estimates(json, "values", row.values);
        put_estimates(json, "differences", row.differences);
        put_estimates(json, "ratios", row.ratios);
        json.end_object();
    }
    json.end_array();
}

void put_texts(JsonWriter& json, const char* key, const std::vector<std::string>& texts) {
    json.key(key).begin_array();
    for (const std::string& text : texts) json.text(text);
    json.end_array();
}

}  // namespace

std::string_view name_of(ComparisonView view) {
    static constexpr std::array<std::string_view, 4> names{"design", "demand", "saturated", "cost"};
    return names.at(static_cast<std::size_t>(view));
}

std::string comparison_json(const Comparison& c) {
    JsonWriter json;
    json.begin_object();
    json.key("schema_version").whole(comparison_schema_version);
    json.key("version").text(c.version);
    json.key("command").text(c.command);
    json.key("seed").whole(c.seed);
    json.key("replications").whole(c.replications);
    json.key("duration_s").number(c.duration_s);
    json.key("warm_up_s").number(c.warm_up_s);
    json.key("equalised");
    c.equalised.empty() ? json.null() : json.text(c.equalised);
    put_halls(json, c);
    put_rows(json, c.rows);
    put_texts(json, "verdict", c.verdict);
    put_texts(json, "caveats", c.caveats);
    json.end_object();
    return json.finish();
}

}  // namespace datahall
