#include "sim/config/input_file.hpp"

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "sim/config/file_bytes.hpp"
#include "sim/config/line_source.hpp"

namespace datahall {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view shipped_prefix = "shipped:";

[[noreturn]] void refuse(const NamedFile& file, std::string code, std::string text, std::string hint = {}) {
    throw ConfigError{{Problem{file.where, std::move(code), "", std::move(text), std::move(hint)}}};
}

// Names that an override gives are looked for as if they stood in the file that is read first.
bool is_override(const NamedFile& file) {
    return file.where.file.starts_with("--set ");
}

bool is_shipped(std::string_view name) {
    return name.starts_with(shipped_prefix);
}

std::string after_prefix(std::string_view name) {
    return std::string{name.substr(shipped_prefix.size())};
}

// Whether `path` is `folder` or below it; both without links, dots or a trailing slash.
bool is_below(const fs::path& path, const fs::path& folder) {
    const auto [in_folder, in_path] = std::mismatch(folder.begin(), folder.end(), path.begin(), path.end());
    return in_folder == folder.end() || (std::next(in_folder) == folder.end() && in_folder->empty());
}

fs::path resolved(const fs::path& path, const NamedFile& file) {
    std::error_code error;
    fs::path found = fs::weakly_canonical(path, error);
    if (error) {
        refuse(file, "E0602",
               fmt::format("the file '{}' cannot be looked up: {}", file.name, error.message()));
    }
    return found;
}

// Where the search starts, what must not be left, and what the name is relative to that.
struct Search {
    fs::path root;
    fs::path wanted;
    bool shipped = false;
};

Search search_for(const ReadContext& context, const NamedFile& file) {
    Search s;
    s.shipped = is_shipped(file.name) || is_shipped(file.folder);
    if (s.shipped && context.shipped_root.empty()) {
        refuse(file, "E0601", fmt::format("the file '{}' is shipped data, which was not found", file.name));
    }
    s.root = s.shipped ? context.shipped_root : (context.root.empty() ? "." : context.root);
    if (is_shipped(file.name)) {
        s.wanted = after_prefix(file.name);
    } else {
        const fs::path folder = is_shipped(file.folder) ? after_prefix(file.folder) : file.folder;
        s.wanted = folder / fs::path{file.name};
    }
    return s;
}

void check_name(const NamedFile& file) {
    const std::string_view name = is_shipped(file.name)
                                      ? std::string_view{file.name}.substr(shipped_prefix.size())
                                      : std::string_view{file.name};
    if (name.empty()) refuse(file, "E0601", "expected the name of a file");
    if (name.find('\0') != std::string_view::npos)
        refuse(file, "E0603", "a file name cannot hold a NUL character");
    if (name[0] == '/') {
        refuse(file, "E0603", fmt::format("absolute file names are not allowed, got '{}'", file.name),
               is_override(file) ? "write it relative to the file of the command line"
                                 : "write it relative to this file");
    }
}

FileBytes open_found(const FoundFile& found, const NamedFile& file) {
    FileBytes bytes;
    switch (bytes.open(found.path, FileBytes::Links::refuse)) {
        case FileBytes::Failure::none:
            return bytes;
        case FileBytes::Failure::not_found:
            refuse(file, "E0601", fmt::format("there is no file '{}'", file.name),
                   fmt::format("looked for {}{}", found.id,
                               is_override(file) ? " beside the file of the command line" : ""));
        case FileBytes::Failure::not_regular:
        case FileBytes::Failure::unreadable:
            break;
    }
    refuse(file, "E0602", fmt::format("the file '{}' cannot be read: {}", file.name, bytes.reason()));
}

// At most `limit` + 1 bytes, so that the caller can tell a file that is too long.
std::string read_up_to(FileBytes& bytes, std::size_t limit) {
    std::string text(std::min(bytes.size(), limit) + 1, '\0');
    std::size_t length = bytes.read(text);
    while (length == text.size() && length <= limit) {  // it has grown, or tells no size
        text.resize(std::min(2 * text.size(), limit + 1));
        length += bytes.read(std::span{text}.subspan(length));
    }
    text.resize(length);
    return text;
}

void remember(ReadContext& context, OpenedFile opened) {
    if (std::ranges::find(context.opened, opened) == context.opened.end()) {
        context.opened.push_back(std::move(opened));
    }
}

constexpr std::uint64_t fnv_start = 0xcbf29ce484222325;
constexpr std::uint64_t fnv_prime = 0x100000001b3;

std::uint64_t hash_more(std::uint64_t hash, std::string_view bytes) {
    for (const char c : bytes) hash = (hash ^ static_cast<unsigned char>(c)) * fnv_prime;
    return hash;
}

std::uint64_t hash_all(FileBytes& bytes) {
    std::string block(std::size_t{1} << 16, '\0');
    std::uint64_t hash = fnv_start;
    while (const std::size_t n = bytes.read(block))
        hash = hash_more(hash, std::string_view{block}.substr(0, n));
    bytes.rewind();
    return hash;
}

}  // namespace

std::uint64_t content_hash(std::string_view bytes) {
    return hash_more(fnv_start, bytes);
}

FoundFile find_file(const ReadContext& context, const NamedFile& file) {
    check_name(file);
    const Search search = search_for(context, file);
    const fs::path root = resolved(search.root, file);
    const fs::path path = resolved(root / search.wanted, file);
    bool inside = is_below(path, root);
    for (const std::string& folder : context.allowed) {
        inside = inside || (!search.shipped && is_below(path, resolved(folder, file)));
    }
    if (!inside) {
        refuse(file, "E0603",
               fmt::format("the file '{}' lies outside the {}", file.name,
                           search.shipped ? "shipped data" : "folder of the scenario"),
               search.shipped ? "" : "--allow-include DIR allows a further folder");
    }
    const fs::path relative = path.lexically_relative(root);
    const std::string prefix{search.shipped ? shipped_prefix : ""};
    const fs::path folder = relative.parent_path();
    return {path.string(), prefix + folder.string(), prefix + relative.generic_string()};
}

std::string read_named(ReadContext& context, const NamedFile& file, std::size_t limit) {
    const FoundFile found = find_file(context, file);
    FileBytes bytes = open_found(found, file);
    std::string text = read_up_to(bytes, limit);
    if (text.size() > limit) {
        refuse(file, "E0606", fmt::format("the file '{}' has more than {} bytes", file.name, limit),
               "--max-input raises the limit");
    }
    remember(context, {found.id, content_hash(text)});
    return text;
}

std::string read_all(const std::string& path, std::size_t limit) {
    FileBytes bytes;
    if (bytes.open(path, FileBytes::Links::follow) != FileBytes::Failure::none) {
        throw IoError{path + ": cannot be read: " + bytes.reason()};
    }
    std::string text = read_up_to(bytes, limit);
    if (text.size() > limit) {
        const std::string reason = fmt::format("more than {} bytes", limit);
        throw ConfigError{{Problem{{path, 0, 0}, "E0107", "", reason, "--max-input raises the limit"}}};
    }
    return text;
}

std::unique_ptr<LineSource> open_lines(ReadContext& context, const NamedFile& file,
                                       const LineLimits& limits) {
    const FoundFile found = find_file(context, file);
    FileBytes bytes = open_found(found, file);
    remember(context, {found.id, hash_all(bytes)});
    return make_line_source(std::move(bytes), file.name, limits);
}

}  // namespace datahall
