// What this program was built from.
#pragma once

#include "sim/report/meta_json.hpp"

namespace datahall {

BuildFacts build_facts();

}  // namespace datahall
