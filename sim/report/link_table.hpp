// The columns of links.csv: what each is called, what it means, and how it is written, in one place.
#pragma once

#include <span>

#include "datahall/result.hpp"

#include "sim/report/columns_json.hpp"
#include "sim/report/csv.hpp"
#include "sim/report/sink.hpp"

namespace datahall {

struct LinkColumn {
    ColumnText text;
    void (*put)(CsvWriter& csv, const LinkRow& link);
};

/// In the order of the file.
std::span<const LinkColumn> link_table();

void write_links_csv(std::span<const LinkRow> links, const Sink& sink);

}  // namespace datahall
