// A cable is kept when its second end is met; see the header.
#include "models/fabric/formats/file_builder.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "models/fabric/formats/line_cursor.hpp"
#include "models/fabric/formats/link_rate.hpp"
#include "models/workload/fields.hpp"

namespace datahall {

std::string FileBuilder::end_name(FileEnd end) const {
    return fmt::format("port {} of {}", end.port, shown(file_.devices[end.device].name));
}

std::uint32_t FileBuilder::add(const std::string& key, FileDevice device) {
    const auto number = static_cast<std::uint32_t>(file_.devices.size());
    if (device.line == 0) device.line = lines_.line();
    const auto [at, is_new] = by_key_.emplace(key, number);
    if (!is_new) {
        refuse_at(lines_, device.line,
                  fmt::format("{} has two records; the other is on line {}", shown(key),
                              file_.devices[at->second].line));
    }
    file_.devices.push_back(std::move(device));
    return number;
}

std::uint32_t FileBuilder::add_once(const std::string& key, FileDevice device) {
    const auto at = by_key_.find(key);
    return at == by_key_.end() ? add(key, std::move(device)) : at->second;
}

std::optional<std::uint32_t> FileBuilder::find(std::string_view key) const {
    const auto at = by_key_.find(key);
    return at == by_key_.end() ? std::nullopt : std::optional{at->second};
}

void FileBuilder::add(PortLine port) {
    if (port.line == 0) port.line = lines_.line();
    const FileDevice& device = file_.devices[port.end.device];
    if (device.ports > 0 && port.end.port > device.ports) {
        refuse_at(lines_, port.line,
                  fmt::format("expected a port of {}, which has {}, got port {}", shown(device.name),
                              device.ports, port.end.port));
    }
    const auto [at, is_new] = by_end_.emplace(port.end, ports_.size());
    if (!is_new) {
        refuse_at(lines_, port.line,
                  fmt::format("{} has two cables; the other is on line {}", end_name(port.end),
                              ports_[at->second].line));
    }
    ports_.push_back(std::move(port));
}

void FileBuilder::set_identity(FileEnd end, PortIdentity identity) {
    std::vector<PortIdentity>& all = file_.devices[end.device].identities;
    if (all.size() <= end.port) all.resize(end.port + std::size_t{1});
    all[end.port] = identity;
}

const PortLine& FileBuilder::peer_of(const PortLine& port) const {
    const auto device = by_key_.find(port.peer);
    if (device == by_key_.end()) {
        refuse_at(lines_, port.line,
                  fmt::format("{} is joined to {}, which has no record: is the file cut off?",
                              end_name(port.end), shown(port.peer)));
    }
    const FileEnd other{device->second, port.peer_port};
    const auto peer = by_end_.find(other);
    if (peer == by_end_.end()) {
        refuse_at(
            lines_, port.line,
            fmt::format("the cable from {} to {} is described at this end only: a one-way link, or a file "
                        "that is cut off",
                        end_name(port.end), end_name(other)));
    }
    return ports_[peer->second];
}

void FileBuilder::check_peer(const PortLine& port, const PortLine& peer) const {
    const auto back = by_key_.find(peer.peer);
    if (back == by_key_.end() || FileEnd{back->second, peer.peer_port} != port.end) {
        refuse_at(lines_, port.line,
                  fmt::format("{} is joined to {}, which line {} joins to port {} of {}", end_name(port.end),
                              end_name(peer.end), peer.line, peer.peer_port, shown(peer.peer)));
    }
    const FileDevice& here = file_.devices[port.end.device];
    const FileDevice& there = file_.devices[peer.end.device];
    if (port.end.device == peer.end.device) {
        refuse_at(lines_, port.line, fmt::format("a cable joins {} to itself", shown(here.name)));
    }
    if (here.is_host() && there.is_host()) {
        refuse_at(lines_, port.line,
                  fmt::format("a cable joins the adapters {} and {}; expected a switch at one end",
                              shown(here.name), shown(there.name)));
    }
    const std::uint32_t lid = there.identity(there.is_host() ? peer.end.port : 0U).lid;
    if (port.peer_lid != 0 && lid != 0 && port.peer_lid != lid) {
        refuse_at(lines_, port.line,
                  fmt::format("expected LID {}, which {} has in its record on line {}, got {}", lid,
                              shown(there.name), there.line, port.peer_lid));
    }
}

void FileBuilder::add_cable(const PortLine& first, const PortLine& second) {
    if (first.rate != second.rate) {
        refuse_at(lines_, second.line,
                  fmt::format("expected the rate that the other end of the cable has on line {}, {}, got {}",
                              first.line, link_rate_token(first.rate), link_rate_token(second.rate)));
    }
    file_.cables.push_back({first.end, second.end, first.rate, first.line});
}

void FileBuilder::check_hosts() const {
    std::vector<bool> is_joined(file_.devices.size(), false);
    for (const PortLine& port : ports_) is_joined[port.end.device] = true;
    for (std::size_t d = 0; d < file_.devices.size(); ++d) {
        const FileDevice& device = file_.devices[d];
        if (is_joined[d]) continue;
        refuse_at(
            lines_, device.line,
            fmt::format("{} {} has no cable", device.is_host() ? "adapter" : "switch", shown(device.name)));
    }
}

void FileBuilder::check_lids() const {
    std::map<std::uint32_t, std::size_t> owner;
    std::map<std::uint64_t, std::size_t> bearer;
    for (std::size_t d = 0; d < file_.devices.size(); ++d) {
        const FileDevice& device = file_.devices[d];
        const auto is_taken = [&](auto& by, auto value, const std::string& what) {
            if (value == 0) return;
            const auto [at, is_new] = by.emplace(value, d);
            if (is_new) return;
            const FileDevice& other = file_.devices[at->second];
            refuse_at(lines_, device.line,
                      fmt::format("{} and {} (line {}) have the same {}", shown(device.name),
                                  shown(other.name), other.line, what));
        };
        is_taken(bearer, device.guid, fmt::format("GUID {:#x}", device.guid));
        for (const PortIdentity& port : device.identities) {
            is_taken(owner, port.lid, fmt::format("LID {}", port.lid));
        }
    }
}

void FileBuilder::tell_names_apart() {
    std::map<std::string, std::size_t, std::less<>> uses;
    for (const FileDevice& device : file_.devices) ++uses[device.name];
    for (const auto& [name, count] : uses) {
        if (count > 1)
            note(fmt::format("{} devices are called {}: their GUIDs tell them apart", count, shown(name)));
    }
    for (FileDevice& device : file_.devices) {
        if (uses[device.name] > 1) device.name = fmt::format("{} ({:#x})", device.name, device.guid);
    }
}

FabricFile FileBuilder::finish(Names names, bool has_rates) {
    if (file_.devices.empty()) lines_.refuse("", "expected at least one switch, got a file without records");
    for (const PortLine& port : ports_) {
        const PortLine& peer = peer_of(port);
        check_peer(port, peer);
        if (&peer < &port) add_cable(peer, port);
    }
    check_hosts();
    check_lids();
    if (names == Names::by_guid) tell_names_apart();
    file_.has_rates = has_rates;
    return std::move(file_);
}

}  // namespace datahall
