// The directory that a run leaves behind; result.json is written last.
#pragma once

#include <string>
#include <string_view>

#include "datahall/job_source.hpp"
#include "datahall/result.hpp"

#include "sim/report/meta_json.hpp"
#include "sim/report/output_directory.hpp"

namespace datahall {

class ResultDirectory {
public:
    /// As OutputDirectory: checked or created before any work is done; old results stay until write().
    ResultDirectory(std::string path, Overwrite overwrite);

    /// Removes old results, then writes every file.  Throws IoError; then no result.json exists.
    void write(const Result& result, const JobSource& jobs, std::string_view resolved_scenario,
               const Meta& meta);

    const std::string& path() const { return directory_.path(); }

private:
    OutputDirectory directory_;
};

}  // namespace datahall
