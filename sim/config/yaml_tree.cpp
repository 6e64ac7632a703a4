#include "datahall/keys.hpp"
