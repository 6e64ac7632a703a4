// refused: conversion from .* to non-scalar type|no viable conversion from 'unsigned int'
#include "datahall/ids.hpp"

using namespace datahall;

RackId rack = 3U;
