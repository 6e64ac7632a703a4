// What `datahall fabric` can do with a wiring, each in a file of its own.
#pragma once

#include <span>
#include <string_view>

#include "tools/datahall/options.hpp"
#include "tools/datahall/verb.hpp"

namespace datahall {

struct FabricTask {
    std::string_view name;
    std::string_view summary;  // without a full stop
    int (*run)(const Arguments& arguments, Session& session);
};

/// All of them, in the order of the help.
std::span<const FabricTask> fabric_tasks();

// Each in fabric_<name>.cpp
int fabric_check(const Arguments& arguments, Session& session);
int fabric_collective(const Arguments& arguments, Session& session);
int fabric_flows(const Arguments& arguments, Session& session);
int fabric_routes(const Arguments& arguments, Session& session);
int fabric_write(const Arguments& arguments, Session& session);

}  // namespace datahall
