#include "sim/report/wiring_table.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "sim/report/figures.hpp"
#include "sim/report/table.hpp"

namespace datahall {
namespace {

constexpr double meters_per_km = 1000.0;
constexpr double meters_per_mile = 1609.344;
constexpr double seconds_per_hour = 3600.0;
// A longest run so near to the reach of its medium that a small change of the hall moves it to another.
constexpr double close_to_reach = 0.9;

std::string figure(double value, std::string_view unit) {
    const Figure f = for_people(value, unit);
    return f.unit.empty() ? f.number : f.number + " " + f.unit;
}

std::string price_text(const std::optional<double>& usd) {
    return usd ? figure(*usd, "USD") : "-";
}

std::string length_table(const WiringReport& w, std::size_t width) {
    Table table{{{"cables"},
                 {"count", Align::right},
                 {"run km", Align::right},
                 {"mi", Align::right},
                 {"ordered km", Align::right},
                 {"mi", Align::right},
                 {"mean m", Align::right},
                 {"longest m", Align::right}}};
    const auto add = [&table](const std::string& name, const CableSums& s) {
        table.add({name, std::to_string(s.cables), four_digits(s.length_m / meters_per_km),
                   four_digits(s.length_m / meters_per_mile), four_digits(s.ordered_m / meters_per_km),
                   four_digits(s.ordered_m / meters_per_mile),
                   four_digits(s.length_m / static_cast<double>(s.cables)), four_digits(s.longest_m)});
    };
    for (const TierRow& tier : w.tiers) add(tier.tier, tier.sums);
    if (w.tiers.size() > 1) add("all", w.total);
    return table.render(width);
}

std::string medium_table(const WiringReport& w, std::size_t width) {
    Table table{{{"cables"},
                 {"medium"},
                 {"count", Align::right},
                 {"longest", Align::right},
                 {"modules", Align::right},
                 {"power", Align::right},
                 {"mass", Align::right},
                 {"price", Align::right}}};
    const auto add = [&table](const std::string& tier, const std::string& medium, const CableSums& s) {
        table.add({tier, medium, std::to_string(s.cables), figure(s.longest_m, "m"),
                   std::to_string(s.transceivers), figure(s.power_w, "W"), figure(s.mass_kg, "kg"),
                   price_text(s.price_usd)});
    };
    for (const MediumRow& m : w.media) add(m.tier, m.medium.empty() ? "out of reach" : m.medium, m.sums);
    add("all", "", w.total);
    return table.render(width);
}

std::string switch_table(const WiringReport& w, std::size_t width) {
    Table table{{{"switches"},
                 {"count", Align::right},
                 {"racks", Align::right},
                 {"units", Align::right},
                 {"power", Align::right},
                 {"at most", Align::right},
                 {"mass", Align::right},
                 {"down : up", Align::right}}};
    for (const SwitchRoleRow& r : w.roles) {
        table.add({r.role, std::to_string(r.switches), std::to_string(r.racks), std::to_string(r.rack_units),
                   figure(r.power_w, "W"), figure(r.power_max_w, "W"), figure(r.mass_kg, "kg"),
                   r.oversubscription ? four_digits(*r.oversubscription) : "-"});
    }
    return table.render(width);
}

std::vector<const TrayRowReport*> fullest(const WiringReport& w, std::size_t most) {
    std::vector<const TrayRowReport*> trays;
    for (const TrayRowReport& t : w.trays) trays.push_back(&t);
    std::ranges::stable_sort(trays, std::ranges::greater{}, &TrayRowReport::fill);
    trays.resize(std::min(most, trays.size()));
    return trays;
}

std::string tray_table(const WiringReport& w, std::size_t width, std::size_t most) {
    Table table{{{"fullest trays"},
                 {"from m", Align::right},
                 {"to m", Align::right},
                 {"cables", Align::right},
                 {"fill", Align::right},
                 {"limit", Align::right}}};
    for (const TrayRowReport* t : fullest(w, most)) {
        const bool crosses = t->x1_m == t->x2_m;
        table.add({t->tray, four_digits(crosses ? t->y1_m : t->x1_m),
                   four_digits(crosses ? t->y2_m : t->x2_m), std::to_string(t->cables),
                   fmt::format("{:.1f} %", t->fill * 100), fmt::format("{:.0f} %", w.tray_limit * 100)});
    }
    const auto over =
        std::ranges::count_if(w.trays, [&](const TrayRowReport& t) { return t.fill > w.tray_limit; });
    std::string out = table.render(width);
    if (over > 0) out += fmt::format("{} of {} lengths of tray are above the limit\n", over, w.trays.size());
    return out;
}

std::string labor_line(const WiringReport& w) {
    const auto hours = [](double seconds) { return fmt::format("{:.0f}", seconds / seconds_per_hour); };
    return fmt::format("labor: {} h, {} h for cables and {} h for racks\n", hours(w.cabling_s + w.racking_s),
                       hours(w.cabling_s), hours(w.racking_s));
}

std::string reach_lines(const WiringReport& w) {
    std::string out;
    for (const TierRow& tier : w.tiers) {
        // The medium of the tier's longest runs stands last.
        const MediumRow* last = nullptr;
        for (const MediumRow& m : w.media) {
            if (m.tier == tier.tier && !m.medium.empty()) last = &m;
        }
        if (last == nullptr || last->sums.longest_m < close_to_reach * last->reach_m) continue;
        out += fmt::format("{}: the longest run, {:.1f} m, is close to the reach of {}, {:.4g} m\n",
                           tier.tier, last->sums.longest_m, last->medium, last->reach_m);
    }
    return out;
}

void put_sums(JsonWriter& json, const CableSums& s) {
    json.key("cables").whole(s.cables);
    json.key("length_m").number(s.length_m);
    json.key("stock_m").number(s.ordered_m);
    json.key("longest_m").number(s.longest_m);
    json.key("transceivers").whole(s.transceivers);
    json.key("power_w").number(s.power_w);
    json.key("mass_kg").number(s.mass_kg);
    json.key("price_usd").number(s.price_usd.value_or(std::nan("")));
}

void put_cables(JsonWriter& json, const WiringReport& w) {
    json.key("tiers").begin_array();
    for (const TierRow& tier : w.tiers) {
        json.begin_object(JsonWriter::Layout::one_line);
        json.key("tier").text(tier.tier);
        put_sums(json, tier.sums);
        json.end_object();
    }
    json.end_array();
    json.key("media").begin_array();
    for (const MediumRow& m : w.media) {
        json.begin_object(JsonWriter::Layout::one_line);
        json.key("tier").text(m.tier);
        json.key("family").text(m.family);
        json.key("medium").text(m.medium);
        put_sums(json, m.sums);
        json.end_object();
    }
    json.end_array();
}

}  // namespace

std::string wiring_table(const WiringReport& w, std::size_t width, std::size_t most) {
    if (w.fabric.empty()) return {};
    std::string out = fmt::format("wiring of {}: bisection {} one way, least at {}\n", w.fabric,
                                  figure(w.bisection_bps, "bit/s"), w.bisection_tier);
    out += length_table(w, width) + '\n' + medium_table(w, width) + '\n' + switch_table(w, width) + '\n';
    if (!w.trays.empty()) out += tray_table(w, width, most) + '\n';
    return out + labor_line(w) + reach_lines(w);
}

void put_wiring(JsonWriter& json, const WiringReport& w) {
    json.begin_object();
    json.key("fabric").text(w.fabric);
    put_cables(json, w);
    json.key("switches").begin_array();
    for (const SwitchRoleRow& r : w.roles) {
        json.begin_object(JsonWriter::Layout::one_line);
        json.key("role").text(r.role);
        json.key("switches").whole(r.switches);
        json.key("racks").whole(r.racks);
        json.key("rack_units").whole(r.rack_units);
        json.key("power_w").number(r.power_w);
        json.key("power_max_w").number(r.power_max_w);
        json.key("mass_kg").number(r.mass_kg);
        json.key("oversubscription").number(r.oversubscription.value_or(std::nan("")));
        json.end_object();
    }
    json.end_array();
    json.key("bisection_bps").number(w.bisection_bps);
    json.key("cabling_s").number(w.cabling_s);
    json.key("racking_s").number(w.racking_s);
    json.end_object();
}

}  // namespace datahall
