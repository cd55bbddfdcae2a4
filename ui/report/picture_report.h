#pragma once

#include "engine/reports/report.h"

#include <QByteArray>

namespace dyno::ui {

/// One self-contained HTML file: light and dark, wide, narrow and on paper; it asks nothing of any network.
/// Any thread; needs no QGuiApplication.
QByteArray htmlReport(const reports::Report& report);

/// The same as PDF, with selectable text. Needs a QGuiApplication, of whatever platform ("offscreen" does),
/// and runs on its thread.
Result<QByteArray> pdfReport(const reports::Report& report);

} // namespace dyno::ui
