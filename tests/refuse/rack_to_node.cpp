// refused: conversion from .*RackTag.* to non-scalar type|no viable conversion from 'Id<struct RackTag>'
#include "datahall/ids.hpp"

using namespace datahall;

NodeId node = RackId{3};
