// A Keys over a map.  Kinds of values that no topology asks for are refused.
#include "tests/unit/fabric/settings.hpp"

#include <stdexcept>

namespace datahall {

void register_fat_tree(Registry<TopologyGenerator>& registry);
void register_leaf_spine(Registry<TopologyGenerator>& registry);
void register_rail_optimized(Registry<TopologyGenerator>& registry);

namespace {

class Settings final : public Keys {
public:
    explicit Settings(SettingValues values) : values_{std::move(values)} {}

    void model(const Key&, Presence, std::span<const std::string>,
               const std::function<void(const std::string&, Keys&)>&) override {
        unexpected();
    }
    void refuse(std::string_view, std::string) override { is_good_ = false; }
    bool done() override { return is_good_ && values_.empty(); }

protected:
    void on_quantity(const Key& key, Presence, Dimension, double& si) override { take(key, si); }
    void on_integer(const Key& key, Presence, std::int64_t& out) override {
        double value = static_cast<double>(out);
        take(key, value);
        out = static_cast<std::int64_t>(value);
    }
    void on_choice(const Key& key, Presence, std::span<const std::string_view>, std::size_t& index) override {
        double value = static_cast<double>(index);
        take(key, value);
        index = static_cast<std::size_t>(value);
    }
    void on_flag(const Key&, Presence, bool&) override { unexpected(); }
    void on_text(const Key&, Presence, std::string&) override { unexpected(); }
    void on_utc(const Key&, Presence, Utc&) override { unexpected(); }
    void on_quantities(const Key&, Presence, Dimension, std::vector<double>&) override { unexpected(); }
    void on_texts(const Key&, Presence, std::vector<std::string>&) override { unexpected(); }
    void on_file(const Key&, Presence, std::unique_ptr<LineSource>&) override { unexpected(); }
    void on_group(const Key&, Presence, const Nested&) override { unexpected(); }
    void on_list(const Key&, Presence, const NestedItem&) override { unexpected(); }
    void on_named(const Key&, Presence, const NestedNamed&) override { unexpected(); }
    bool has(const Key& key) override { return values_.contains(key.name); }
    void absent(const Key&) override {}

private:
    [[noreturn]] static void unexpected() {
        throw std::logic_error{"no topology asks for this kind of value"};
    }

    void take(const Key& key, double& out) {
        const auto it = values_.find(key.name);
        if (it == values_.end()) return;
        const double v = it->second;
        const Range& r = key.range;
        if (v < r.at_least || v > r.at_most || v <= r.above || v >= r.below) is_good_ = false;
        out = v;
        values_.erase(it);
    }

    SettingValues values_;
    bool is_good_ = true;
};

}  // namespace

std::unique_ptr<TopologyGenerator> make_topology(const std::string& model, const SettingValues& values) {
    Registry<TopologyGenerator> registry;
    register_fat_tree(registry);
    register_leaf_spine(registry);
    register_rail_optimized(registry);
    Settings settings{values};
    return registry.find(model)->make(settings);
}

FabricPlan wire(const std::string& model, const FabricDemand& demand, const SettingValues& values) {
    const auto generator = make_topology(model, values);
    if (!generator) throw std::logic_error{"settings refused: " + model};
    return generator->generate(demand);
}

}  // namespace datahall
