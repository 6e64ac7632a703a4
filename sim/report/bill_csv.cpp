#include "sim/report/bill_csv.hpp"

#include "sim/report/csv.hpp"

namespace datahall {

void write_bill_csv(std::span<const BillLine> bill, const Sink& sink) {
    CsvWriter csv{sink};
    for (const char* name : {"group", "part", "quantity", "unit", "usd", "usd_low", "usd_high", "date",
                             "source", "confidence"}) {
        csv.text(name);
    }
    csv.end_row();
    for (const BillLine& line : bill) {
        csv.text(line.group).text(line.part).number(line.quantity).text(line.unit).number(line.usd);
        if (line.usd) {
            csv.number(line.usd_low).number(line.usd_high);
        } else {
            csv.text({}).text({});
        }
        csv.text(line.date).text(line.source).text(line.confidence);
        csv.end_row();
    }
    csv.flush();
}

}  // namespace datahall
