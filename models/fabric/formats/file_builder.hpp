// Puts a fabric file together from what its lines say, and checks that the two ends of every cable agree.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "datahall/line_source.hpp"

#include "models/fabric/formats/fabric_file.hpp"

namespace datahall {

/// One end of a cable, and what is said there about the other.
struct PortLine {
    FileEnd end;
    std::string peer;  // key of a device
    std::uint16_t peer_port = 0;
    double rate = 0.0;           // bit/s, 0 = unknown
    std::uint32_t peer_lid = 0;  // 0: not said
    int line = 0;                // set by FileBuilder::add
};

/// Everything throws a ConfigError at the line that is wrong.  The LineSource must outlive it.
class FileBuilder {
public:
    explicit FileBuilder(const LineSource& lines) : lines_{lines} {}

    /// Starts a record at the present line; `key` is what other records call it.  Its number.
    std::uint32_t add(const std::string& key, FileDevice device);
    /// The number of a device that may have been added before.
    std::uint32_t add_once(const std::string& key, FileDevice device);
    std::optional<std::uint32_t> find(std::string_view key) const;
    /// At the present line, or at `line` where it is set.
    void add(PortLine port);
    FileDevice& device(std::uint32_t number) { return file_.devices[number]; }
    void set_identity(FileEnd end, PortIdentity identity);
    void note(std::string text) { file_.notes.push_back(std::move(text)); }

    /// Whether names may repeat: they then get the GUID behind them, and a note.
    enum class Names : std::uint8_t { distinct, by_guid };
    FabricFile finish(Names names, bool has_rates);

private:
    std::string end_name(FileEnd end) const;
    const PortLine& peer_of(const PortLine& port) const;
    void check_peer(const PortLine& port, const PortLine& peer) const;
    void add_cable(const PortLine& first, const PortLine& second);
    void check_hosts() const;
    void check_lids() const;
    void tell_names_apart();

    const LineSource& lines_;
    FabricFile file_;
    std::map<std::string, std::uint32_t, std::less<>> by_key_;
    std::vector<PortLine> ports_;
    std::map<FileEnd, std::size_t> by_end_;  // position in ports_
};

}  // namespace datahall
