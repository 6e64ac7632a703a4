// Whom the jobs of one cluster belong to: the names of its streams, numbered for the whole cluster.
//
// Each stream counts its users, accounts, partitions and QOS from 0 for itself; here one name has one number,
// whatever stream it comes from.  Names that a limit or a weight is set for may be numbered before any job.
// Cost: O(1) a job; a name is asked for once a stream.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "datahall/identity.hpp"
#include "datahall/model/workload.hpp"

namespace datahall {

class People final : public NameNumbers {
public:
    /// From 0, in the order of the calls.
    std::uint32_t number_of(Identity kind, std::string_view name) override;
    const std::string& name(Identity kind, std::uint32_t number) const { return *kinds_[kind].names[number]; }
    /// How many names of a kind are known.
    std::uint32_t size(Identity kind) const { return static_cast<std::uint32_t>(kinds_[kind].names.size()); }

    /// Whether a job has had the name, not only a setting.
    bool is_met(Identity kind, std::uint32_t number) const { return kinds_[kind].is_met[number]; }

    /// A job has the name, whatever its stream calls it: its number.
    std::uint32_t meet(Identity kind, std::string_view name) {
        const std::uint32_t number = number_of(kind, name);
        kinds_[kind].is_met[number] = true;
        return number;
    }

    /// Changes the numbers of a job of stream `stream` into those of the cluster.
    void renumber(std::size_t stream, const Workload& workload, JobRequest& job);

private:
    struct Kind {
        std::map<std::string, std::uint32_t, std::less<>> numbers;
        std::vector<const std::string*> names;  // keys of the map
        std::vector<bool> is_met;
    };
    using Numbers = std::vector<std::uint32_t>;  // of the cluster, by those of a stream

    ByIdentity<Kind> kinds_;
    std::vector<ByIdentity<Numbers>> streams_;
};

}  // namespace datahall
