// A list of rows that prints as a table, as JSON or as CSV.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sim/report/sink.hpp"

namespace datahall {

struct Listing {
    std::vector<std::string> columns;            // the last one may be long text
    std::vector<std::vector<std::string>> rows;  // as many cells as columns
};

/// `format`: "table" of at most `width` columns, "json" (an array of objects) or "csv".
void print_listing(const Listing& listing, std::string_view format, std::size_t width, const Sink& sink);

}  // namespace datahall
