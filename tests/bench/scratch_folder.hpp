// A folder for the scenarios that the benchmark writes, gone with its object.
#pragma once

#include <filesystem>
#include <string>
#include <system_error>

#include <unistd.h>

#include "sim/report/atomic_file.hpp"

namespace datahall::bench {

class ScratchFolder {
public:
    ScratchFolder()
        : path_{std::filesystem::temp_directory_path() / ("datahall-bench-" + std::to_string(getpid()))} {
        std::filesystem::create_directories(path_);
    }
    ~ScratchFolder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    ScratchFolder(const ScratchFolder&) = delete;
    ScratchFolder& operator=(const ScratchFolder&) = delete;

    /// The path of a scenario written there.
    std::string file_of(const std::string& name, const std::string& scenario) const {
        write_file(path_.string(), name + ".yaml", scenario);
        return path_ / (name + ".yaml");
    }

private:
    std::filesystem::path path_;
};

}  // namespace datahall::bench
