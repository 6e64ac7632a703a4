#include "sim/report/meta_json.hpp"

#include "sim/report/json.hpp"

namespace datahall {

void put_build(JsonWriter& json, const BuildFacts& build) {
    json.key("version").text(build.version);
    json.key("revision").text(build.revision);
    json.key("compiler").text(build.compiler);
    json.key("build_type").text(build.build_type);
    json.key("flags").text(build.flags);
    json.key("libraries").begin_object(JsonWriter::Layout::one_line);
    for (const auto& [name, version] : build.libraries) json.key(name).text(version);
    json.end_object();
}

std::string meta_json(const Meta& meta) {
    JsonWriter json;
    json.begin_object();
    json.key("schema_version").whole(1);
    json.key("command_line").begin_array(JsonWriter::Layout::one_line);
    for (const std::string& word : meta.command_line) json.text(word);
    json.end_array();
    json.key("started").text(meta.started);
    json.key("host").text(meta.host);
    json.key("wall_s").number(meta.wall_s);
    json.key("peak_memory_bytes").whole(meta.peak_memory);
    put_build(json, meta.build);
    json.end_object();
    return json.finish();
}

}  // namespace datahall
