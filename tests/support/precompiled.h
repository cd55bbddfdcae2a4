#pragma once

// What nearly every test of the engine needs and what is slow to parse.
#include "engine/async/precompiled.h"

#include <QtTest>
