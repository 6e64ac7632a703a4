// Opening files that somebody else named, without being led astray.
//
// A file named inside a scenario is looked for beside the file that names it, and must lie below
// the scenario's root folder after symbolic links are resolved (or below a folder allowed on the
// command line).  Absolute names are refused.  "shipped:weather/denver.epw.gz" names a file under the
// shipped data.  Only regular files are opened: a FIFO or a device can neither block nor feed us.
// No message quotes what a file contains.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "datahall/config_error.hpp"
#include "datahall/keys.hpp"

namespace datahall {

/// A file that took part in a load: what a scenario's hash must cover.
struct OpenedFile {
    std::string name;        // relative to the root, or "shipped:..."; never a path of this machine
    std::uint64_t hash = 0;  // content_hash() of its bytes as stored
    friend auto operator<=>(const OpenedFile&, const OpenedFile&) = default;
};

/// Where named files may lie, and which were opened.
struct ReadContext {
    std::string root = ".";            // the folder of the top-level scenario
    std::string shipped_root;          // what "shipped:" stands for; "" = there is none
    std::vector<std::string> allowed;  // further folders, from --allow-include
    std::vector<OpenedFile> opened;    // in the order of opening, each once
};

/// A file name in a source, and where it stands.
struct NamedFile {
    std::string name;
    std::string folder;  // of the file that names it: YamlSource::folder
    Where where;
};

/// FNV-1a, 64 bits.  Tells changed content apart; not a protection against forgery.
std::uint64_t content_hash(std::string_view bytes);

/// Where a named file really is.  Throws a ConfigError E0601 or E0603.
struct FoundFile {
    std::string path;    // without symbolic links
    std::string folder;  // for the names inside it
    std::string id;      // OpenedFile::name
};
FoundFile find_file(const ReadContext& context, const NamedFile& file);

/// The bytes of a named file of at most `limit` bytes.  Throws a ConfigError E0601 to E0606.
std::string read_named(ReadContext& context, const NamedFile& file, std::size_t limit);

/// The bytes of a file given on the command line.  Throws an IoError if it cannot be read, a
/// ConfigError E0107 if it has more than `limit` bytes.
std::string read_all(const std::string& path, std::size_t limit);

struct LineLimits {
    std::size_t line = std::size_t{1} << 20;
    std::uint64_t total = std::uint64_t{8} << 30;  // bytes after unpacking
    std::uint64_t ratio = 200;                     // unpacked : packed, beyond the first MiB
};

/// Opens a named text file, plain or gzip, for reading line by line (keys.hpp).  A byte-order mark is
/// skipped.  Reading throws a ConfigError E0605 for damaged gzip data and E0606 for a NUL byte or a
/// broken limit, and an IoError if the disk fails.
std::unique_ptr<LineSource> open_lines(ReadContext& context, const NamedFile& file,
                                       const LineLimits& limits = {});

}  // namespace datahall
