// What a builder has to say beside the facility itself: findings, sources and broken references.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "datahall/config_error.hpp"
#include "datahall/equipment.hpp"
#include "datahall/result.hpp"

#include "sim/config/scenario.hpp"

namespace datahall {

class DesignNotes {
public:
    void find(Finding finding) { findings_.push_back(std::move(finding)); }
    void use(std::string entry, const Provenance& origin) {
        sources_.insert({std::move(entry), origin.source, name_of(origin.confidence)});
    }
    void use(SourceUse use) { sources_.insert(std::move(use)); }
    /// A name that the catalogue lacks, or settings that contradict each other.
    void refuse(std::string path, std::string text, std::string hint = {}) {
        problems_.push_back({{}, "E0401", std::move(path), std::move(text), std::move(hint)});
    }
    /// Throws all refusals, each at the place where the scenario wrote the value.
    void throw_if_refused(const Scenario& scenario) {
        if (problems_.empty()) return;
        for (Problem& p : problems_) p.where = scenario.where(p.path);
        throw ConfigError{std::move(problems_)};
    }
    const std::vector<Finding>& findings() const { return findings_; }
    std::vector<SourceUse> sources() const { return {sources_.begin(), sources_.end()}; }

private:
    std::vector<Finding> findings_;
    std::set<SourceUse> sources_;
    std::vector<Problem> problems_;
};

}  // namespace datahall
