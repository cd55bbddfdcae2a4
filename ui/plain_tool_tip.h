#pragma once

#include <QString>

namespace dyno::ui {

/// Shows as it is written. Qt takes a tool tip that looks like markup for markup, and what servers, tools and
/// files of others say must not get to lay out the window or to name pictures.
QString plainToolTip(const QString& text);

} // namespace dyno::ui
