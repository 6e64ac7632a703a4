// The columns of ledger.csv: what each is called, what it means, and how it is written, in one place.
#pragma once

#include <span>

#include "datahall/result.hpp"

#include "sim/report/columns_json.hpp"
#include "sim/report/csv.hpp"

namespace datahall {

struct LedgerColumn {
    ColumnText text;
    void (*put)(CsvWriter& csv, const LedgerRow& row);
};

/// In the order of the file.
std::span<const LedgerColumn> ledger_table();

}  // namespace datahall
