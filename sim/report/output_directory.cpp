#include "sim/report/output_directory.hpp"

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <system_error>
#include <vector>

#include <unistd.h>

#include "datahall/config_error.hpp"

#include "sim/report/atomic_file.hpp"

namespace datahall {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const std::string& path, const std::string& reason) {
    throw IoError{path + ": " + reason};
}

bool is_own(const std::string& name, std::span<const std::string_view> own_files) {
    return std::any_of(own_files.begin(), own_files.end(),
                       [&name](std::string_view own) { return name == own || is_temporary_of(name, own); });
}

std::vector<fs::path> own_files_in(const std::string& directory, std::span<const std::string_view> names) {
    std::vector<fs::path> found;
    std::error_code error;
    fs::directory_iterator entry{directory, error};
    for (; !error && entry != fs::directory_iterator{}; entry.increment(error)) {
        if (is_own(entry->path().filename().string(), names)) found.push_back(entry->path());
    }
    if (error) fail(directory, error.message());
    return found;
}

// A link is removed itself, never what it points to; a directory of that name is not ours.
void remove_file(const fs::path& file) {
    std::error_code error;
    if (fs::is_directory(fs::symlink_status(file, error))) fail(file.string(), "is a directory");
    fs::remove(file, error);
    if (error) fail(file.string(), error.message());
}

std::string without_end_slashes(std::string path) {
    while (path.size() > 1 && path.ends_with('/')) path.pop_back();
    return path;
}

}  // namespace

OutputDirectory::OutputDirectory(std::string path, Overwrite overwrite)
    : path_{without_end_slashes(std::move(path))} {
    if (path_.empty()) fail("output directory", "its name is empty");
    std::error_code error;
    created_ = fs::create_directories(path_, error);
    if (error) fail(path_, error.message());
    const bool in_use = !fs::is_empty(path_, error);
    if (error) fail(path_, error.message());
    if (in_use && overwrite == Overwrite::refuse) {
        fail(path_, "the directory is not empty; choose another or add --force to replace its results");
    }
    if (::access(path_.c_str(), W_OK | X_OK) != 0) {
        fail(path_, std::error_code{errno, std::generic_category()}.message());
    }
}

OutputDirectory::~OutputDirectory() {
    if (created_) ::rmdir(path_.c_str());  // does nothing to a directory that holds files
}

void OutputDirectory::remove_own_files(std::span<const std::string_view> names) const {
    if (names.empty()) return;
    remove_file(fs::path{path_} / names.front());
    for (const fs::path& file : own_files_in(path_, names)) remove_file(file);
}

}  // namespace datahall
