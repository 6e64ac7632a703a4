// What verbs that take a while share: the time they took, and how they show how far they are.
#pragma once

#include <chrono>

#include "tools/datahall/progress.hpp"
#include "tools/datahall/verb.hpp"

namespace datahall {

class Stopwatch {
public:
    double seconds() const {
        return std::chrono::duration<double>{std::chrono::steady_clock::now() - start_}.count();
    }

private:
    std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

/// From --progress, --quiet and what is behind standard error.
ProgressMeter::Style progress_style(const Arguments& arguments, const Session& session);

}  // namespace datahall
