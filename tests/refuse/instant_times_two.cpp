// refused: no match for .operator\*|invalid operands to binary expression
#include "datahall/instant.hpp"

using namespace datahall;

auto twice = Instant{5} * 2;
