// The formats that a fabric can be written in.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "models/fabric/formats/fabric_file.hpp"

namespace datahall {

/// Where a device stands.
struct DevicePlace {
    std::string rack;   // empty: not known
    double unit = 0.0;  // rack units above the floor; 0: not known
    double x = 0.0;     // m, along the rows
    double y = 0.0;     // m, across them
};

/// How a cable is laid.
struct CableRun {
    double length = 0.0;  // m
    std::string medium;
};

/// By device and by cable of the file; empty where a floor is not known.
struct FloorFacts {
    std::vector<DevicePlace> devices;
    std::vector<CableRun> cables;
};

struct FabricWriter {
    std::string_view name;
    std::string_view meaning;  // without a full stop
    std::string (*write)(const FabricFile& file, const FloorFacts& floor);
};

/// All of them, in the order of the help.
std::span<const FabricWriter> fabric_writers();

// Each in its own file.  Only GraphML says where things stand.
std::string write_graphml(const FabricFile& file, const FloorFacts& floor);
std::string write_dot(const FabricFile& file, const FloorFacts& floor);
std::string write_ibsim(const FabricFile& file, const FloorFacts& floor);
std::string write_ibnetdiscover(const FabricFile& file, const FloorFacts& floor);

/// "host", "leaf", "spine", "core"; "switch" where the rank is unknown.
std::string_view kind_name(FileDeviceKind kind);

/// One end of a cable, as record formats list them.
struct ListedEnd {
    FileEnd end;
    FileEnd peer;
    double rate = 0.0;
};
/// Both ends of all cables, by device and port.
std::vector<ListedEnd> listed_ends(const FabricFile& file);

}  // namespace datahall
