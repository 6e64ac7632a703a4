#include "tests/bench/simulation.hpp"

#include "tests/bench/made_halls.hpp"
#include "tests/bench/scratch_folder.hpp"
#include "tests/bench/settle_loads.hpp"
#include "tools/datahall/shipped.hpp"

namespace datahall::bench {
namespace {

constexpr double million = 1e6;

// 10,000 servers that a million batch jobs a year come to.
const MadeHall batch_hall{.name = "batch-hall", .racks = 625, .days = 365, .jobs_per_day = million / 365};
// As dense in jobs, a hundred times as large, for less long.
const MadeHall million_nodes{.name = "million-nodes",
                             .racks = 62'500,
                             .days = 1,
                             .jobs_per_day = 100 * million / 365};
// Nothing happens: no jobs, no weather.
const MadeHall idle_year{.name = "idle-year",
                         .racks = 64,
                         .days = 365,
                         .series_hours = 24,
                         .has_weather = false};

class Bench {
public:
    Bench(int rounds, const std::function<void(const std::string&)>& tell) : rounds_{rounds}, tell_{tell} {}

    Simulation run() {
        settle_alone();
        made_halls();
        training();
        main_job();
        splits();
        return std::move(result_);
    }

private:
    void settle_alone() {
        tell_("kernel with an empty settle");
        target({"kernel with an empty settle / hold, 10000 entities", empty_settle_over_hold(rounds_), 1.15,
                1.05, false});
        tell_("lockstep");
        const Lockstep lockstep = run_lockstep(rounds_);
        target({"lockstep of 100000 nodes, one power settle: million events/s",
                lockstep.events_per_s / million, 10.0, 25.0});
    }

    void made_halls() {
        const WholeRun batch = measure(batch_hall, 1);  // long enough for one round
        target({"batch hall, a year: million events/s", batch.events_per_s() / million, 2.0, 5.0});
        target({"batch hall: s a year", batch.run_s, 20.0, 5.0, false});
        const WholeRun large = measure(million_nodes, 1);
        target({"million-node hall: million events/s", large.events_per_s() / million, 1.0, 2.0});
        target({"million-node hall: bytes a node, jobs included",
                static_cast<double>(large.grown) / static_cast<double>(large.nodes), 1024.0, 512.0, false});
        const WholeRun idle = measure(idle_year, rounds_);
        target({"idle year: ms", idle.run_s * 1e3, 1.0, 1.0, false});
        target({"idle year: events", static_cast<double>(idle.events), 1000.0, 100.0, false});
    }

    // Ten days, in which two switches and a PDU fail.
    void training() {
        tell_("training hall");
        const WholeRun run = keep(least_of(
            rounds_, {.name = "training-hall", .file = folder_.file_of("training-hall", training_hall(10))}));
        target({"training hall, jobs that talk: million events/s", run.events_per_s() / million, 0.5, 2.0});
    }

    WholeRun measure(const MadeHall& hall, int rounds) {
        tell_(hall.name);
        return keep(
            least_of(rounds, {.name = hall.name, .file = folder_.file_of(hall.name, scenario_of(hall))}));
    }

    // What `datahall compare` runs for the two halls that users start with.
    void main_job() {
        constexpr std::uint64_t replications = 5;
        tell_("main job");
        WholeRun all{.name = "main job"};
        for (const char* hall : halls) {
            for (const char* view : views) {
                WholeRun sum{.name = std::string{hall} + ", " + view};
                for (std::uint64_t r = 0; r < replications; ++r) {
                    sum += least_of(1, {sum.name, file_of(hall), {std::string{"view="} + view}, r});
                }
                all += keep(sum);
            }
        }
        keep(all);
    }

    void splits() {
        tell_("what the instructions go to");
        try {
            Split all{.name = "main job", .instructions = {}};
            for (const char* hall : halls) {
                for (const char* view : views) {
                    const std::string name = std::string{hall} + ", " + view;
                    all += keep(split_of(name, file_of(hall), {"--set", std::string{"view="} + view}));
                }
            }
            keep(all);
            const Split batch =
                keep(split_of("batch-hall", folder_.file_of(batch_hall.name, scenario_of(batch_hall)), {}));
            target({"batch hall: the queue's share of the instructions, %", batch.percent("queue"), 25.0,
                    15.0, false});
        } catch (const NotMeasured& reason) {
            result_.notes.push_back(std::string{"what the instructions go to: not measured, "} +
                                    reason.what());
        }
    }

    // A few days, which callgrind makes long.
    static Split split_of(const std::string& name, const std::string& file, std::vector<std::string> more) {
        std::vector<std::string> words{file, "--until", "4 d", "--format", "json", "--progress", "never"};
        words.insert(words.end(), more.begin(), more.end());
        return split_of_run(name, words);
    }

    static std::string file_of(const std::string& hall) {
        return shipped_root() + "/starter/" + hall + ".yaml";
    }
    void target(Target target) { result_.targets.push_back(std::move(target)); }
    WholeRun keep(WholeRun run) { return result_.runs.emplace_back(std::move(run)); }
    Split keep(Split split) { return result_.splits.emplace_back(std::move(split)); }

    static constexpr const char* halls[] = {"cpu_hall", "gpu_hall"};
    static constexpr const char* views[] = {"offered", "saturated"};

    int rounds_;
    const std::function<void(const std::string&)>& tell_;
    ScratchFolder folder_;
    Simulation result_;
};

}  // namespace

Simulation run_simulation(int rounds, const std::function<void(const std::string&)>& tell) {
    return Bench{rounds, tell}.run();
}

}  // namespace datahall::bench
