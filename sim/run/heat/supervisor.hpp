// What keeps a plant from changing its mode or its machines too often.
//
// After a change of mode the mode stays for a while; a machine that was started runs for a while, one that
// was stopped stands still for a while.  A plant in a mode that can no longer carry the heat leaves it all
// the same. Source of the rule and its 1,200 s: data-centre examples of Modelica Buildings.
#pragma once

#include <algorithm>
#include <array>

#include "datahall/instant.hpp"
#include "datahall/model/cooling.hpp"

#include "sim/config/cooling_config.hpp"

namespace datahall {

class Supervisor {
public:
    /// `machines` of the plant, whether they run or not.
    Supervisor(const StagingConfig& config, int machines) : config_{config}, machines_{machines} {}

    /// What may run at `now` with those units out.
    PlantSituation situation(Instant now, const std::array<int, plant_parts>& out) const {
        PlantSituation s{.out = out, .mode = {}};
        if (now < mode_until_) s.mode = stage_.mode;
        if (now < on_until_) s.least_machines = stage_.machines;
        if (now < off_until_) s.most_machines = std::max(machines_ - stopped_, stage_.machines);
        return s;
    }
    bool is_free(Instant now) const { return now >= release(); }
    /// When the last of these limits ends.
    Instant release() const { return std::max({mode_until_, on_until_, off_until_}); }
    void follow(Instant now, const PlantStage& stage) {
        if (is_new_) {
            is_new_ = false;
            stage_ = stage;
            return;
        }
        if (stage.mode != stage_.mode) {
            mode_until_ = now + config_.mode;
            ++mode_changes_;
        }
        if (stage.machines > stage_.machines) {
            on_until_ = now + config_.least_on;
            starts_ += static_cast<std::uint64_t>(stage.machines - stage_.machines);
        }
        if (stage.machines < stage_.machines) {
            stopped_ = stage_.machines - stage.machines + (now < off_until_ ? stopped_ : 0);
            off_until_ = now + config_.least_off;
        }
        stage_ = stage;
    }
    /// After a stop of the whole plant it may start as it likes.
    void forget() {
        mode_until_ = on_until_ = off_until_ = {};
        is_new_ = true;
    }
    const PlantStage& stage() const { return stage_; }
    std::uint64_t mode_changes() const { return mode_changes_; }
    std::uint64_t starts() const { return starts_; }

private:
    StagingConfig config_;
    int machines_;
    int stopped_ = 0;  // that have to stand still until off_until_
    PlantStage stage_;
    Instant mode_until_, on_until_, off_until_;
    bool is_new_ = true;
    std::uint64_t mode_changes_ = 0, starts_ = 0;
};

}  // namespace datahall
