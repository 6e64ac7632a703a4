// The books of a run: what must balance, to the last integer unit where it is counted in integers.
#pragma once

#include <vector>

#include "datahall/result.hpp"

namespace datahall {

class World;

/// The closing audit of every run.
std::vector<Audit> close_books(const World& world);

/// Every figure is a finite number or absent.
Audit finite_book(const std::vector<Metric>& metrics);

/// Checks an instant that has come to rest: the power tree recomputed from the racks, every rack
/// from its nodes, utility = IT + losses + cooling + other.  Throws AuditError.
void audit_instant(const World& world);

}  // namespace datahall
