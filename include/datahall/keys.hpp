// One description of the keys of a YAML mapping, used for everything that needs them.
//
// A settings struct is described once, by a function that names each key, says what it means
// and where it goes.  Who calls that function decides what happens: the Reader fills the
// struct from YAML and collects every mistake; a describer prints the schema or the reference.
//
//     void describe(Keys& k, FloorConfig& c) {
//         k.required({"width", "Inner width of the hall", {.above = 0, .example = "30 m"}}, c.width);
//         k.optional({"end_aisle", "Clear space at both ends of a row"}, c.end_aisle);
//     }
//
// The value already in the member is the default.  A nested struct that has its own describe()
// is a nested mapping, a std::vector of such a list of mappings, a std::map of such a mapping of
// names to mappings, a std::optional one that may be absent.  A model's factory receives the Keys of its own
// mapping (model/registry.hpp).
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "datahall/calendar.hpp"
#include "datahall/key.hpp"
#include "datahall/line_source.hpp"
#include "datahall/units.hpp"

namespace datahall {

/// Names that no description can know, each with a text, in the order of the file.
using TextPairs = std::vector<std::pair<std::string, std::string>>;

class Keys {
public:
    virtual ~Keys() = default;

    template <class T>
    void required(const Key& key, T& out) {
        read(key, Presence::required, out);
    }
    template <class T>
    void optional(const Key& key, T& out) {
        read(key, Presence::optional, out);
    }

    /// One of `names`; an enumeration's values are the positions of its names.
    template <class E>
    void choice(const Key& key, Presence presence, std::span<const std::string_view> names, E& out) {
        auto index = static_cast<std::size_t>(out);
        on_choice(key, presence, names, index);
        out = static_cast<E>(index);
    }

    /// A mapping with a `model:` key; `make` gets that name and the Keys of the same mapping.
    /// `known` lists the registered names in order, for the error and the reference.
    virtual void model(const Key& key, Presence presence, std::span<const std::string> known,
                       const std::function<void(const std::string& name, Keys& settings)>& make) = 0;

    /// A nested mapping, or a list of mappings, described in place.
    void group(const Key& key, Presence presence, const std::function<void(Keys&)>& describe_inner) {
        on_group(key, presence, describe_inner);
    }
    void list(const Key& key, Presence presence,
              const std::function<void(Keys&, std::size_t index)>& describe_item) {
        on_list(key, presence, describe_item);
    }

    /// Says that the value of `key` (or the mapping itself, if empty) is wrong in a way that only
    /// the described struct can know, such as two keys that contradict each other.
    virtual void refuse(std::string_view key, std::string text) = 0;

    /// Call last.  Notes keys that nobody asked for.  True if this mapping was read without a
    /// mistake; a describer returns false, so that nothing is built from defaults.
    virtual bool done() = 0;

protected:
    using Nested = std::function<void(Keys&)>;
    using NestedItem = std::function<void(Keys&, std::size_t index)>;
    using NestedNamed = std::function<void(Keys&, const std::string& name)>;

    virtual void on_quantity(const Key&, Presence, Dimension, double& si) = 0;
    virtual void on_integer(const Key&, Presence, std::int64_t&) = 0;
    virtual void on_flag(const Key&, Presence, bool&) = 0;
    virtual void on_text(const Key&, Presence, std::string&) = 0;
    virtual void on_utc(const Key&, Presence, Utc&) = 0;
    virtual void on_choice(const Key&, Presence, std::span<const std::string_view>, std::size_t& index) = 0;
    virtual void on_quantities(const Key&, Presence, Dimension, std::vector<double>& si) = 0;
    virtual void on_texts(const Key&, Presence, std::vector<std::string>&) = 0;
    virtual void on_pairs(const Key&, Presence, TextPairs&) = 0;
    virtual void on_file(const Key&, Presence, std::unique_ptr<LineSource>&) = 0;
    virtual void on_group(const Key&, Presence, const Nested& read_group) = 0;
    virtual void on_list(const Key&, Presence, const NestedItem& read_item) = 0;
    virtual void on_named(const Key&, Presence, const NestedNamed& read_entry) = 0;
    /// Whether the key has a value here; a describer says yes, to see what is inside.
    virtual bool has(const Key&) = 0;

private:
    void read(const Key& k, Presence p, double& out) { on_quantity(k, p, Dimension::ratio, out); }
    void read(const Key& k, Presence p, std::int64_t& out) { on_integer(k, p, out); }
    void read(const Key& k, Presence p, bool& out) { on_flag(k, p, out); }
    void read(const Key& k, Presence p, std::string& out) { on_text(k, p, out); }
    void read(const Key& k, Presence p, Utc& out) { on_utc(k, p, out); }
    void read(const Key& k, Presence p, std::vector<double>& out) {
        on_quantities(k, p, Dimension::number, out);
    }
    void read(const Key& k, Presence p, std::vector<std::string>& out) { on_texts(k, p, out); }
    void read(const Key& k, Presence p, TextPairs& out) { on_pairs(k, p, out); }
    void read(const Key& k, Presence p, std::unique_ptr<LineSource>& out) { on_file(k, p, out); }
    void read(const Key& k, Presence p, Celsius& out) {
        double degrees = out.degrees();
        on_quantity(k, p, Dimension::temperature, degrees);
        out = Celsius{degrees};
    }
    template <Dim D>
    void read(const Key& k, Presence p, Quantity<D>& out) {
        double si = out.si();
        on_quantity(k, p, dimension_of(D), si);
        out = Quantity<D>::from_si(si);
    }
    template <Dim D>
    void read(const Key& k, Presence p, std::vector<Quantity<D>>& out) {
        std::vector<double> si;
        si.reserve(out.size());
        for (const auto q : out) si.push_back(q.si());
        on_quantities(k, p, dimension_of(D), si);
        out.clear();
        out.reserve(si.size());
        for (const double v : si) out.push_back(Quantity<D>::from_si(v));
    }
    template <class T>
    void read(const Key& k, Presence p, std::optional<T>& out) {
        if (!has(k)) return absent(k);
        if (!out) out.emplace();
        read(k, p, *out);
    }
    template <class T>
    requires requires(Keys& keys, T& t) { describe(keys, t); }
    void read(const Key& k, Presence p, T& out) {
        on_group(k, p, [&out](Keys& inner) { describe(inner, out); });
    }
    template <class T>
    requires requires(Keys& keys, T& t) { describe(keys, t); }
    void read(const Key& k, Presence p, std::vector<T>& out) {
        if (has(k)) out.clear();  // a list replaces the default, an empty one too
        on_list(k, p, [&out](Keys& inner, std::size_t index) {
            if (out.size() <= index) out.resize(index + 1);
            describe(inner, out[index]);
        });
    }
    template <class T>
    requires requires(Keys& keys, T& t) { describe(keys, t); }
    void read(const Key& k, Presence p, std::map<std::string, T, std::less<>>& out) {
        on_named(k, p, [&out](Keys& inner, const std::string& name) { describe(inner, out[name]); });
    }
    /// Marks the key as known although it has no value here.
    virtual void absent(const Key&) = 0;

    static constexpr Dimension dimension_of(Dim d) {
        if (d == Watts::dim) return Dimension::power;
        if (d == Joules::dim) return Dimension::energy;
        if (d == Seconds::dim) return Dimension::time;
        if (d == Meters::dim) return Dimension::length;
        if (d == SquareMeters::dim) return Dimension::area;
        if (d == Kilograms::dim) return Dimension::mass;
        if (d == KilogramsPerMeter::dim) return Dimension::linear_mass;
        if (d == Kelvins::dim) return Dimension::difference;
        if (d == Bits::dim) return Dimension::data;
        if (d == BitsPerSecond::dim) return Dimension::data_rate;
        if (d == Dollars::dim) return Dimension::money;
        if (d == DollarsPerJoule::dim) return Dimension::energy_price;
        if (d == KilogramsPerJoule::dim) return Dimension::emissions;
        if (d == CubicMetersPerJoule::dim) return Dimension::water_use;
        if (d == WattsPerKelvin::dim) return Dimension::conductance;
        if (d == JoulesPerKelvin::dim) return Dimension::heat_capacity;
        if (d == KilogramsPerSecond::dim) return Dimension::mass_flow;
        if (d == CubicMetersPerSecond::dim) return Dimension::volume_flow;
        if (d == Pascals::dim) return Dimension::pressure;
        return Dimension::number;
    }
};

}  // namespace datahall
