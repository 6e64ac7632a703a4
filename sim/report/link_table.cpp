#include "sim/report/link_table.hpp"

#include <array>

namespace datahall {
namespace {

using Csv = CsvWriter&;
using Link = const LinkRow&;

template <double LinkRow::*figure>
void put(Csv csv, Link link) {
    csv.number(link.*figure);
}

constexpr std::array links{
    LinkColumn{{"link", "text", "from which port to which", "plan"},
               [](Csv csv, Link l) { csv.text(l.name); }},
    LinkColumn{{"tier", "text", "what it joins", "plan"}, [](Csv csv, Link l) { csv.text(l.tier); }},
    LinkColumn{{"capacity_bps", "bit/s", "what it can carry of messages, one way", "plan"},
               put<&LinkRow::capacity>},
    LinkColumn{
        {"use", "1", "what jobs sent over it over its capacity, mean of the counted time", "simulation"},
        put<&LinkRow::use>},
    LinkColumn{{"use_highest", "1", "the highest mean over an iteration", "simulation"},
               put<&LinkRow::use_highest>},
};

}  // namespace

std::span<const LinkColumn> link_table() {
    return links;
}

void write_links_csv(std::span<const LinkRow> rows, const Sink& sink) {
    CsvWriter csv{sink};
    for (const LinkColumn& column : links) csv.text(column.text.name);
    csv.end_row();
    for (const LinkRow& row : rows) {
        for (const LinkColumn& column : links) column.put(csv, row);
        csv.end_row();
    }
    csv.flush();
}

}  // namespace datahall
