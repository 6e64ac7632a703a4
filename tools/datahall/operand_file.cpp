#include "tools/datahall/operand_file.hpp"

#include <filesystem>

#include "sim/config/input_file.hpp"
#include "tools/datahall/shipped.hpp"

namespace datahall {

std::unique_ptr<LineSource> open_operand(const std::string& name) {
    constexpr std::string_view shipped = "shipped:";
    ReadContext context;
    context.shipped_root = shipped_root();
    if (name.starts_with(shipped)) return open_lines(context, {name, context.root, {}});
    // It may lie anywhere: its folder is where names start.
    const std::filesystem::path path{name};
    if (path.has_parent_path()) context.root = path.parent_path().string();
    return open_lines(context, {path.filename().string(), {}, {}});
}

}  // namespace datahall
