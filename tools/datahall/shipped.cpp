#include "tools/datahall/shipped.hpp"

#include <filesystem>
#include <system_error>

namespace datahall {

std::string shipped_root() {
    namespace fs = std::filesystem;
    std::error_code error;
    const fs::path program = fs::read_symlink("/proc/self/exe", error);
    const fs::path installed =
        (program.parent_path() / ".." / "share" / "datahall" / "scenarios").lexically_normal();
    if (!error && fs::is_directory(installed, error)) return installed.string();
    return DATAHALL_SHIPPED_SOURCE;
}

}  // namespace datahall
