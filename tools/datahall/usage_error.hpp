// A command line that makes no sense.
#pragma once

#include <stdexcept>
#include <string>
#include <utility>

namespace datahall {

/// what() is one sentence without a full stop; `verb` is whose help to offer, or empty.
class UsageError : public std::runtime_error {
public:
    explicit UsageError(const std::string& text, std::string verb = {})
        : std::runtime_error{text}, verb_{std::move(verb)} {}
    const std::string& verb() const { return verb_; }

private:
    std::string verb_;
};

}  // namespace datahall
