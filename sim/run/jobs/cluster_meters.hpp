// What a cluster counts over time.
#pragma once

#include "sim/metrics/meter.hpp"

namespace datahall {

class ClusterMeters {
public:
    const Meter& busy() const { return busy_; }           // units held
    const Meter& queue_length() const { return queue_; }  // jobs waiting
    const Meter& unmet() const { return unmet_; }         // units free while jobs wait that ask for them
    const Meter& out_of_service() const { return out_; }  // units idle for maintenance, or without power
    const Meter& unused() const { return unused_; }       // units held by jobs that do not work on them
    const Meter& stranded() const { return stranded_; }   // free units of nodes in use

protected:
    Meter busy_, queue_, unused_, stranded_, unmet_, out_;
};

}  // namespace datahall
