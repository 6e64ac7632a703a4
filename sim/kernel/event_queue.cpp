#include "datahall/units.hpp"
