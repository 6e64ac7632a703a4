// The directory that a run leaves behind, and the promise it keeps: result.json is written last,
// so where it stands, everything else is complete.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "datahall/result.hpp"

#include "sim/report/meta_json.hpp"
#include "sim/report/output_directory.hpp"

namespace datahall {

class ResultDirectory {
public:
    /// As OutputDirectory: throws IoError if the directory cannot be used, before any work is done.
    ResultDirectory(std::string path, Overwrite overwrite) : directory_{std::move(path), overwrite} {}

    /// Removes old results, then writes every file.  Throws IoError; then no result.json exists.
    void write(const Result& result, std::string_view resolved_scenario, const Meta& meta);

    const std::string& path() const { return directory_.path(); }

private:
    OutputDirectory directory_;
};

}  // namespace datahall
