// The directory that a run leaves behind, and the promise it keeps: result.json is written last,
// so where it stands, everything else is complete.
#pragma once

#include <string>
#include <string_view>

#include "datahall/result.hpp"

#include "sim/report/meta_json.hpp"

namespace datahall {

enum class Overwrite {
    refuse,    // the directory must be new or empty
    own_files  // files that this program writes may be replaced; all others stay
};

class ResultDirectory {
public:
    /// Checks or creates the directory before any work is done; old results stay until write().
    /// Missing parents are created.  Throws IoError if the directory cannot be used.
    ResultDirectory(std::string path, Overwrite overwrite);
    /// Removes a directory that this object created and left empty.
    ~ResultDirectory();
    ResultDirectory(const ResultDirectory&) = delete;
    ResultDirectory& operator=(const ResultDirectory&) = delete;

    /// Removes old results, then writes every file.  Throws IoError; then no result.json exists.
    void write(const Result& result, std::string_view resolved_scenario, const Meta& meta);

    const std::string& path() const { return path_; }

private:
    void remove_own_files() const;

    std::string path_;
    bool created_ = false;
};

}  // namespace datahall
