// Names to factories for one kind of model.  Built by main(), passed down; never global.
#pragma once

#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "datahall/keys.hpp"

namespace datahall {

template <class Model>
class Registry {
public:
    /// Reads its settings and ends with `if (!keys.done()) return nullptr;`.  Null when the
    /// settings are wrong (the Keys have noted why) or are only being described.
    using Factory = std::unique_ptr<Model> (*)(Keys&);
    struct Entry {
        std::string summary;
        Factory make;
    };

    void add(std::string name, std::string summary, Factory make) {
        const auto [it, fresh] = entries_.try_emplace(std::move(name), Entry{std::move(summary), make});
        if (!fresh) throw std::logic_error{"model registered twice: " + it->first};
    }
    const Entry* find(std::string_view name) const {
        const auto it = entries_.find(name);
        return it == entries_.end() ? nullptr : &it->second;
    }
    const std::map<std::string, Entry, std::less<>>& entries() const { return entries_; }

    /// Reads `key` as a mapping with a `model:` of this registry and makes that model.
    void read(Keys& keys, const Key& key, Presence presence, std::unique_ptr<Model>& out) const {
        std::vector<std::string> names;
        for (const auto& [name, _] : entries_) names.push_back(name);
        keys.model(key, presence, names,
                   [&](const std::string& name, Keys& settings) { out = find(name)->make(settings); });
    }

private:
    std::map<std::string, Entry, std::less<>> entries_;
};

class CoolingPlant;
class JobScheduler;
class PlacementPolicy;
class RoutingEngine;
class SharingPolicy;
class TopologyGenerator;
class WeatherModel;
class Workload;

/// One registry per role.
struct Models {
    Registry<CoolingPlant> cooling;
    Registry<JobScheduler> scheduling;
    Registry<PlacementPolicy> placement;
    Registry<RoutingEngine> routing;
    Registry<SharingPolicy> sharing;
    Registry<TopologyGenerator> topology;
    Registry<WeatherModel> weather;
    Registry<Workload> workload;
};

}  // namespace datahall
