#pragma once

// What nearly every test of the window needs and what is slow to parse.
#include <QtTest>
#include <QtWidgets>

#include <nlohmann/json.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>
