// A result as bytes, for the way from a worker to its parent on the same machine: exact, not a file format.
#pragma once

#include <string>
#include <string_view>

#include "datahall/result.hpp"

namespace datahall {

/// Everything but the job records with their owners and the ledger, which stay where they were made.
std::string to_bytes(const Result& result);
/// The inverse.  Throws std::logic_error on bytes that to_bytes() did not write.
Result result_from_bytes(std::string_view bytes);

}  // namespace datahall
