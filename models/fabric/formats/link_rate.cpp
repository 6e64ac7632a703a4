// Lanes: 2.5, 5 and 10 Gbaud with 8b/10b code (SDR, DDR, QDR), from FDR10 on 64b/66b, which leaves round
// rates but for FDR (14.0625 Gbaud).  Source: InfiniBand Architecture Specification, volume 2; lanes of EDR
// to XDR as vendors publish them.
#include "models/fabric/formats/link_rate.hpp"

#include <array>
#include <cmath>

#include <fmt/format.h>

namespace datahall {
namespace {

struct LaneSpeed {
    std::string_view name;
    double rate;  // bit/s of data
};
constexpr std::array<LaneSpeed, 9> speeds{{{"SDR", 2e9},
                                           {"DDR", 4e9},
                                           {"QDR", 8e9},
                                           {"FDR10", 10e9},
                                           {"FDR", 14.0625e9 * 64 / 66},
                                           {"EDR", 25e9},
                                           {"HDR", 50e9},
                                           {"NDR", 100e9},
                                           {"XDR", 200e9}}};
struct LinkWidth {
    std::string_view name;
    double lanes;
};
constexpr std::array<LinkWidth, 5> widths{{{"4x", 4}, {"2x", 2}, {"1x", 1}, {"8x", 8}, {"12x", 12}}};

}  // namespace

std::optional<double> link_rate(std::string_view token) {
    if (token.find("??") != std::string_view::npos) return 0.0;
    for (const LinkWidth& width : widths) {
        for (const LaneSpeed& speed : speeds) {
            if (token.starts_with(width.name) && token.substr(width.name.size()) == speed.name) {
                return width.lanes * speed.rate;
            }
        }
    }
    return std::nullopt;
}

std::string link_rate_token(double rate) {
    for (const LinkWidth& width : widths) {
        for (const LaneSpeed& speed : speeds) {
            if (std::fabs(width.lanes * speed.rate - rate) > 1e-6 * rate) continue;
            return fmt::format("{}{}", width.name, speed.name);
        }
    }
    return "???";
}

std::string link_speed_names() {
    std::string names;
    for (const LaneSpeed& speed : speeds) names += fmt::format("{}{}", names.empty() ? "" : ", ", speed.name);
    return names;
}

}  // namespace datahall
