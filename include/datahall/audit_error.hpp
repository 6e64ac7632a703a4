// A broken invariant: our own bug, never the user's.  Exit 70.
#pragma once

#include <stdexcept>

namespace datahall {

/// A book that does not balance; the text names the book and the difference.
class AuditError : public std::logic_error {
    using std::logic_error::logic_error;
};

}  // namespace datahall
