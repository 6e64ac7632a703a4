// refused: no match for .operator==|invalid operands to binary expression
#include "datahall/ids.hpp"

using namespace datahall;

bool same = RackId{3} == NodeId{3};
