#pragma once

// How QCOMPARE prints the engine's types. Include it before the first comparison of one.
#include "engine/async/clock.h"
#include "engine/error.h"

#include <nlohmann/json.hpp>

#include <QtTest>

#include <string>

namespace QTest {

template<>
inline char* toString(const std::string& text) {
    return qstrdup(("\"" + text + "\"").c_str());
}

template<>
inline char* toString(const nlohmann::json& value) {
    return qstrdup(value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace).c_str());
}

template<>
inline char* toString(const dyno::ErrorKind& kind) {
    return qstrdup(std::string(dyno::name(kind)).c_str());
}

template<>
inline char* toString(const dyno::async::Duration& duration) {
    return qstrdup((std::to_string(duration.count()) + " ns").c_str());
}

template<>
inline char* toString(const dyno::async::TimePoint& time) {
    return qstrdup((std::to_string(time.time_since_epoch().count()) + " ns").c_str());
}

} // namespace QTest
