#pragma once

#include <QStringList>

namespace dyno::ui {

/// `wanted`, or "wanted 2", "wanted 3" … where that is taken.
QString freeName(const QString& wanted, const QStringList& taken);

} // namespace dyno::ui
