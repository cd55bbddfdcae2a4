#pragma once

#include <QString>

namespace dyno::ui {

/// A text of ours that is built into the program: "report/report.css".
QString resourceText(const QString& name);

} // namespace dyno::ui
