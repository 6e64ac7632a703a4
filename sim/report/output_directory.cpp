#include "sim/report/output_directory.hpp"

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <system_error>
#include <utility>
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

OutputDirectory::OutputDirectory(std::string path, Overwrite overwrite, std::span<const std::string_view> own)
    : path_{without_end_slashes(std::move(path))}, own_{own} {
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

bool OutputDirectory::is_own(const std::string& name) const {
    return std::any_of(own_.begin(), own_.end(),
                       [&name](std::string_view own) { return name == own || is_temporary_of(name, own); });
}

void OutputDirectory::clear() const {
    remove_file(fs::path{path_} / own_.front());
    std::vector<fs::path> found;
    std::error_code error;
    fs::directory_iterator entry{path_, error};
    for (; !error && entry != fs::directory_iterator{}; entry.increment(error)) {
        if (is_own(entry->path().filename().string())) found.push_back(entry->path());
    }
    if (error) fail(path_, error.message());
    for (const fs::path& file : found) remove_file(file);
}

void OutputDirectory::write(const std::string& name, std::string_view bytes) const {
    write_file(path_, name, bytes);
}

void OutputDirectory::write(const std::string& name, const std::function<void(const Sink&)>& write_to) const {
    AtomicFile file{path_, name};
    write_to([&file](std::string_view bytes) { file.append(bytes); });
    file.commit();
}

}  // namespace datahall
