// refused: no match for .operator\+|invalid operands to binary expression
#include "datahall/instant.hpp"

using namespace datahall;

auto sum = Instant{5} + Instant{5};
