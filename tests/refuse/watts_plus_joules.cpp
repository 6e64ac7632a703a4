// refused: no match for .operator\+|invalid operands to binary expression
#include "datahall/units.hpp"

using namespace datahall;

auto sum = Watts{} + Joules{};
