// refused: conversion from .double. to non-scalar type|no viable conversion from 'double'
#include "datahall/units.hpp"

using namespace datahall;

Watts power = 5.0;
