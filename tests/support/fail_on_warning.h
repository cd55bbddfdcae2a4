#pragma once

#include <QRegularExpression>
#include <QTest>

namespace dyno::test {

/// Called from a test's init() slot: a Qt warning then fails the running test function.
inline void failOnWarning() {
    QTest::failOnWarning(QRegularExpression(QStringLiteral(".")));
}

} // namespace dyno::test
