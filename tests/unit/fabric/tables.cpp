#include "tests/unit/fabric/tables.hpp"

#include <fstream>
#include <stdexcept>

namespace datahall {
namespace {

std::vector<std::string> split(const std::string& line) {
    std::vector<std::string> fields(1);
    bool quoted = false;
    for (const char c : line) {
        if (c == '"') {
            quoted = !quoted;
        } else if (c == ',' && !quoted) {
            fields.emplace_back();
        } else {
            fields.back() += c;
        }
    }
    return fields;
}

}  // namespace

std::vector<TableRow> read_table(const std::string& name) {
    std::ifstream file{std::string{DATAHALL_SOURCE_DIR} + "/tests/data/fabric/" + name};
    std::string line;
    if (!std::getline(file, line)) throw std::runtime_error{"cannot read " + name};
    const std::vector<std::string> columns = split(line);
    std::vector<TableRow> rows;
    while (std::getline(file, line)) {
        const std::vector<std::string> fields = split(line);
        if (fields.size() != columns.size())
            throw std::runtime_error{"fields missing in " + name + ": " + line};
        for (std::size_t i = 0; i < fields.size(); ++i) {
            if (i == 0) rows.emplace_back();
            rows.back()[columns[i]] = fields[i];
        }
    }
    return rows;
}

std::uint64_t whole(const TableRow& row, const std::string& column) {
    return std::stoull(row.at(column));
}
double real(const TableRow& row, const std::string& column) {
    return std::stod(row.at(column));
}

Counts count(const FabricPlan& plan) {
    Counts c;
    for (const SwitchPlan& s : plan.switches) ++c.switches[static_cast<std::size_t>(s.role)];
    for (const LinkPlan& link : plan.links) ++c.cables[static_cast<std::size_t>(link.tier)];
    return c;
}

}  // namespace datahall
