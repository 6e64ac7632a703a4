#include "sim/report/sankey_json.hpp"

#include "sim/report/csv.hpp"
#include "sim/report/json.hpp"

namespace datahall {

std::string sankey_json(const EnergyFlow& flow) {
    constexpr int places_of_joules = 15;  // uW ns
    JsonWriter json;
    json.begin_object();
    json.key("unit").text("J");
    json.key("nodes").begin_array();
    for (const EnergyNode& node : flow.nodes) {
        json.begin_object(JsonWriter::Layout::one_line);
        json.key("name").text(node.name);
        json.key("kind").text(node.kind);
        json.end_object();
    }
    json.end_array();
    json.key("links").begin_array();
    for (const EnergyLink& link : flow.links) {
        json.begin_object(JsonWriter::Layout::one_line);
        json.key("source").whole(link.from);
        json.key("target").whole(link.to);
        json.key("value").decimal(exact_decimal(link.energy, places_of_joules));
        json.end_object();
    }
    json.end_array();
    json.end_object();
    return json.finish();
}

}  // namespace datahall
