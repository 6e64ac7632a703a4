#include "sim/report/result_directory.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <filesystem>
#include <system_error>
#include <vector>

#include <unistd.h>

#include "datahall/config_error.hpp"

#include "sim/report/atomic_file.hpp"
#include "sim/report/columns_json.hpp"
#include "sim/report/result_csv.hpp"
#include "sim/report/result_json.hpp"

namespace datahall {
namespace {

namespace fs = std::filesystem;

// In the order of removal: without result.json a directory says that it is incomplete.
constexpr std::array<std::string_view, 7> own_files{
    "result.json", "meta.json", "scenario.yaml", "series.csv", "jobs.csv", "findings.csv", "columns.json"};

[[noreturn]] void fail(const std::string& path, const std::string& reason) {
    throw IoError{path + ": " + reason};
}

bool is_own(const std::string& name) {
    return std::any_of(own_files.begin(), own_files.end(),
                       [&name](std::string_view own) { return name == own || is_temporary_of(name, own); });
}

std::vector<fs::path> own_files_in(const std::string& directory) {
    std::vector<fs::path> found;
    std::error_code error;
    fs::directory_iterator entry{directory, error};
    for (; !error && entry != fs::directory_iterator{}; entry.increment(error)) {
        if (is_own(entry->path().filename().string())) found.push_back(entry->path());
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

// A file becomes complete or leaves nothing behind.
template <class Write>
void write_streamed(const std::string& directory, const std::string& name, const Write& write) {
    AtomicFile file{directory, name};
    write([&file](std::string_view bytes) { file.append(bytes); });
    file.commit();
}

}  // namespace

ResultDirectory::ResultDirectory(std::string path, Overwrite overwrite)
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

ResultDirectory::~ResultDirectory() {
    if (created_) ::rmdir(path_.c_str());  // does nothing to a directory that holds files
}

void ResultDirectory::remove_own_files() const {
    remove_file(fs::path{path_} / own_files.front());
    for (const fs::path& file : own_files_in(path_)) remove_file(file);
}

void ResultDirectory::write(const Result& result, std::string_view resolved_scenario, const Meta& meta) {
    remove_own_files();
    write_file(path_, "scenario.yaml", resolved_scenario);
    write_streamed(path_, "series.csv", [&](const Sink& sink) { write_series_csv(result.series, sink); });
    write_streamed(path_, "jobs.csv", [&](const Sink& sink) { write_jobs_csv(result, sink); });
    write_streamed(path_, "findings.csv",
                   [&](const Sink& sink) { write_findings_csv(result.findings, sink); });
    write_file(path_, "columns.json", columns_json(result.series));
    write_file(path_, "meta.json", meta_json(meta));
    write_file(path_, "result.json", result_json(result));
}

}  // namespace datahall
