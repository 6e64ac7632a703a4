// What a file says about a fabric, whatever its format: devices, and cables between their ports.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace datahall {

/// An adapter of a node, or a switch and its rank as far as the file tells.
enum class FileDeviceKind : std::uint8_t { host, leaf, spine, core, unranked };

/// What a port answers to.  0: the file does not say.
struct PortIdentity {
    std::uint64_t guid = 0;
    std::uint32_t lid = 0;  // 1 .. most_lid
    friend bool operator==(const PortIdentity&, const PortIdentity&) = default;
};

/// One adapter or switch.
struct FileDevice {
    FileDeviceKind kind = FileDeviceKind::unranked;
    std::string name;        // not empty, distinct within the file, without control characters and quotes (")
    std::uint64_t guid = 0;  // 0: the format has none
    std::uint32_t ports = 0;               // that it has, used or not; 0: the file does not say
    int line = 0;                          // of its record
    std::vector<PortIdentity> identities;  // by port number; of a switch only [0], which is the switch itself

    bool is_host() const { return kind == FileDeviceKind::host; }
    PortIdentity identity(std::size_t port) const {
        return port < identities.size() ? identities[port] : PortIdentity{};
    }
};

struct FileEnd {
    std::uint32_t device = 0;  // position in FabricFile::devices
    std::uint16_t port = 0;    // from 1
    friend auto operator<=>(const FileEnd&, const FileEnd&) = default;
};

/// At least one end is a switch's, and the ends are of two devices.
struct FileCable {
    FileEnd a;
    FileEnd b;
    double rate = 0.0;  // bit/s of data, one way; 0: unknown
    int line = 0;       // where it is first described
};

/// Sound as far as one file can tell: every port has at most one cable, every adapter at least one.
struct FabricFile {
    static constexpr std::uint32_t most_lid = 0xBFFF;  // unicast
    static constexpr std::uint32_t most_ports = 1024;

    std::vector<FileDevice> devices;
    std::vector<FileCable> cables;
    bool has_rates = false;          // the file tells rates, though maybe not of every cable
    std::vector<std::string> notes;  // sentences without a full stop: what is odd, but no error
};

}  // namespace datahall
