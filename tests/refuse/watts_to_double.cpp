// refused: cannot convert .*to .double.|no viable conversion from '.*(Watts|Quantity<.*>)' to 'double'
#include "datahall/units.hpp"

using namespace datahall;

double power = Watts::from_si(5.0);
