#include "sim/build/bill.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "sim/build/fabric/fabric_build.hpp"
#include "sim/build/lookup.hpp"

namespace datahall {
namespace {

constexpr const char* plain_cabinet = "cabinet";  // price of a rack whose contents have lines of their own

/// Writes lines and remembers which prices they rest on.
class BillWriter {
public:
    explicit BillWriter(const Named<Price>& book) : book_{book} {}

    /// A line priced by the first of `entries` that the book has; without dollars if it has none of them.
    BillLine& add(const char* group, std::string part, double quantity,
                  std::initializer_list<std::string> entries) {
        BillLine& line = lines_.emplace_back();
        line.group = group;
        line.part = std::move(part);
        line.quantity = quantity;
        line.unit = "each";
        for (const std::string& entry : entries) {
            const auto price = book_.find(entry);
            if (price == book_.end()) continue;
            used_.insert(entry);
            apply(price->second, line);
            break;
        }
        return line;
    }
    std::vector<BillLine> take_lines() { return std::move(lines_); }
    const std::set<std::string>& used() const { return used_; }

private:
    static void apply(const Price& price, BillLine& line) {
        line.usd = price.mode.si();
        line.usd_low = price.low.value_or(price.mode).si();
        line.usd_high = price.high.value_or(price.mode).si();
        line.date = price.date;
        line.source = price.origin.source;
        line.confidence = name_of(price.origin.confidence);
    }

    const Named<Price>& book_;
    std::vector<BillLine> lines_;
    std::set<std::string> used_;
};

// A price that the part's own catalogue entry holds: one figure without a date or a spread.  The entry's
// confidence speaks of the equipment, so its price counts as an estimate.
void price_from_catalogue(Dollars price, const Provenance& origin, BillLine& line) {
    if (line.usd || price <= Dollars{}) return;
    line.usd = line.usd_low = line.usd_high = price.si();
    line.source = origin.source;
    line.confidence = name_of(Confidence::estimate);
}

void add_servers(const Facility& f, BillWriter& bill) {
    std::vector<std::uint64_t> count(f.node_types.size());
    for (const Rack& rack : f.racks) {
        if (rack.node_type != no_index) count[rack.node_type] += rack.nodes;
    }
    for (std::size_t t = 0; t < count.size(); ++t) {
        const std::string& name = f.node_types[t].name;
        if (count[t] > 0) bill.add("server", name, static_cast<double>(count[t]), {name});
    }
}

void add_racks(const Facility& f, BillWriter& bill) {
    std::map<std::pair<std::string, RackRole>, std::uint64_t> count;
    for (const Rack& rack : f.racks) ++count[{rack.type, rack.role}];
    for (const auto& [type, racks] : count) {
        const bool is_cabinet = type.second == RackRole::compute || type.second == RackRole::network;
        const std::string otherwise = is_cabinet ? plain_cabinet : type.first;
        bill.add("rack", type.first, static_cast<double>(racks), {type.first, otherwise});
    }
}

void add_switches(const ScenarioConfig& s, const Facility& f, BillWriter& bill) {
    const std::string& name = s.fabric->device;
    const SwitchType& type = s.catalogue.switches.find(name)->second;
    BillLine& line = bill.add("switch", name, static_cast<double>(f.fabric.switches.size()), {name});
    price_from_catalogue(type.price, type.origin, line);
}

/// Cables of one medium over all tiers.  No medium: cables that nothing reaches.
struct CableCount {
    const Medium* medium = nullptr;
    std::uint64_t cables = 0;
    Meters ordered;
};
using CableCounts = std::map<std::pair<std::string, std::size_t>, CableCount>;  // by family and medium

CableCounts count_cables(const ScenarioConfig& s, const Facility& f) {
    const CableSchedule schedule = schedule_cables(s, f);
    CableCounts counts;
    for (std::size_t t = 0; t < link_tiers; ++t) {
        const auto tier = static_cast<LinkTier>(t);
        const TierCables& cables = schedule.of(tier);
        const std::string& family = family_of(*s.fabric, tier);
        for (std::size_t m = 0; m < cables.media.size(); ++m) {
            if (cables.media[m].cables == 0) continue;
            CableCount& count = counts[{family, m}];
            count.medium = cables.media[m].medium;
            count.cables += cables.media[m].cables;
            count.ordered += cables.media[m].ordered;
        }
        if (cables.out_of_reach > 0) counts[{family, cables.media.size()}].cables += cables.out_of_reach;
    }
    return counts;
}

void add_cables(const ScenarioConfig& s, const Facility& f, BillWriter& bill) {
    for (const auto& [key, count] : count_cables(s, f)) {
        const std::string& family = key.first;
        const auto cables = static_cast<double>(count.cables);
        if (count.medium == nullptr) {
            bill.add("cable", family + "_out_of_reach", cables, {});
            continue;
        }
        const Medium& medium = *count.medium;
        const std::string part = family + "_" + medium.name;
        BillLine& line = bill.add("cable", part, cables, {part, family});
        price_from_catalogue(medium.price + medium.price_per_end * 2.0, medium.origin, line);
        if (!line.usd) continue;
        const double by_length = (medium.price_per_metre * count.ordered.si() / cables).si();
        *line.usd += by_length;
        line.usd_low += by_length;
        line.usd_high += by_length;
    }
}

// Part of what the building costs as a whole: for orientation, in no sum.
void add_power_chain(const ScenarioConfig& s, const Facility& f, BillWriter& bill) {
    std::map<std::string, double> watts;  // by price
    for (const PowerElement& e : f.elements) {
        const auto type = s.catalogue.power.find(f.power_levels[e.level].type);
        if (type == s.catalogue.power.end() || type->second.price.empty()) continue;
        watts[type->second.price] += e.unit_rating.si() * e.units;
    }
    for (const auto& [price, rating] : watts) bill.add("power", price, rating, {price}).unit = "W";
}

void add_building(const ScenarioConfig& s, const Facility& f, BillWriter& bill) {
    Watts nameplate;
    for (const Rack& rack : f.racks) nameplate += rack.nameplate;
    const std::string& price = s.economics.facility;
    bill.add("facility", price, nameplate.si(), {price}).unit = "W";
}

void write_bill(const ScenarioConfig& s, const Facility& f, BillWriter& bill) {
    add_servers(f, bill);
    add_racks(f, bill);
    if (!f.fabric.switches.empty()) {
        add_switches(s, f, bill);
        add_cables(s, f, bill);
    }
    add_power_chain(s, f, bill);
    add_building(s, f, bill);
}

void check_economics(const ScenarioConfig& s, DesignNotes& notes) {
    const Named<Price>& book = s.catalogue.prices;
    const EconomicsConfig& e = s.economics;
    const Price* facility = look_up(book, e.facility, "economics.facility", "price", notes);
    if (facility && facility->per != PricePer::watt) {
        notes.refuse("economics.facility", "the price '" + e.facility + "' is not one of a watt (per: watt)");
    }
    const Price* electricity = look_up(book, e.electricity, "economics.electricity", "price", notes);
    if (electricity && electricity->per != PricePer::kwh) {
        notes.refuse("economics.electricity",
                     "the price '" + e.electricity + "' is not one of energy (per: kwh)");
    }
    if (s.site.energy_price) {
        notes.use("site/energy_price",
                  {.source = s.site.energy_price->origin.source, .confidence = Confidence::published});
    } else if (electricity) {
        notes.use("prices/" + e.electricity, electricity->origin);
    }
    if (e.demand_charge.empty()) return;
    const Price* demand = look_up(book, e.demand_charge, "economics.demand_charge", "price", notes);
    if (demand && demand->per != PricePer::kw_month) {
        notes.refuse("economics.demand_charge",
                     "the price '" + e.demand_charge + "' is not one of demand (per: kw_month)");
    }
    if (demand) notes.use("prices/" + e.demand_charge, demand->origin);
}

bool is_of_chain(const ScenarioConfig& s, const std::string& entry) {
    return std::ranges::any_of(s.catalogue.power,
                               [&](const auto& type) { return type.second.price == entry; });
}

// Servers, racks, switches and cables are bought one by one.
void check_used_prices(const ScenarioConfig& s, const BillWriter& bill, DesignNotes& notes) {
    for (const std::string& entry : bill.used()) {
        const Price& price = s.catalogue.prices.find(entry)->second;
        notes.use("prices/" + entry, price.origin);
        if (price.per == PricePer::each || entry == s.economics.facility || is_of_chain(s, entry)) continue;
        notes.refuse("catalogue.prices." + entry + ".per", "expected each: it is the price of a part");
    }
}

void note_unknown_prices(const std::vector<BillLine>& bill, DesignNotes& notes) {
    for (const BillLine& line : bill) {
        if (line.usd) continue;
        notes.find(
            {.code = "F0701",
             .object = "prices/" + line.part,
             .text = fmt::format("no price for this {}, so costs that hold it are left out", line.group),
             .value = line.quantity,
             .limit = 0,
             .unit = line.unit == "each" ? "count" : line.unit,
             .time_s = {}});
    }
}

}  // namespace

std::vector<BillLine> bill_of(const Facility& facility, const ScenarioConfig& scenario) {
    BillWriter bill{scenario.catalogue.prices};
    write_bill(scenario, facility, bill);
    return bill.take_lines();
}

void build_bill(const ScenarioConfig& s, Facility& f, DesignNotes& notes) {
    BillWriter bill{s.catalogue.prices};
    write_bill(s, f, bill);
    check_economics(s, notes);
    check_used_prices(s, bill, notes);
    f.bill = bill.take_lines();
    note_unknown_prices(f.bill, notes);
}

void require_prices(const Scenario& scenario) {
    DesignNotes notes;
    check_economics(scenario.config(), notes);
    notes.throw_if_refused(scenario);
}

std::optional<Dollars> price_of_ends(const Named<Price>& book, const std::string& family,
                                     const Medium& medium) {
    for (const std::string& entry : {family + "_" + medium.name, family}) {
        const auto price = book.find(entry);
        if (price != book.end()) return price->second.mode;
    }
    const Dollars own = medium.price + medium.price_per_end * 2.0;
    return own > Dollars{} ? std::optional{own} : std::nullopt;
}

std::optional<double> cost_of(const std::vector<BillLine>& bill,
                              std::initializer_list<std::string_view> groups, PriceCase price) {
    double sum = 0.0;
    for (const BillLine& line : bill) {
        if (std::ranges::find(groups, line.group) == groups.end()) continue;
        if (!line.usd) return std::nullopt;
        const double one = price == PriceCase::low    ? line.usd_low
                           : price == PriceCase::high ? line.usd_high
                                                      : *line.usd;
        sum += one * line.quantity;
    }
    return sum;
}

}  // namespace datahall
