// The wiring of a fabric that stands, from a file.
#pragma once

#include "datahall/model/topology.hpp"

#include "models/fabric/formats/file_wiring.hpp"

namespace datahall {

/// Fits one demand only: that of its file.  What the file says beside the wiring is for who makes a demand.
class FileTopology final : public TopologyGenerator {
public:
    explicit FileTopology(FileWiring wiring) : wiring_{std::move(wiring)} {}

    /// The file's plan.  A problem where the demand has other nodes, other NICs or a radix below the highest
    /// port in use.
    FabricPlan generate(const FabricDemand& demand) const override;

    /// The demand that it fits; the radix is 0 where the file does not say it.
    const FabricDemand& demand() const { return wiring_.demand; }
    const FileWiring& wiring() const { return wiring_; }

private:
    FileWiring wiring_;
};

}  // namespace datahall
