#pragma once

#include "engine/sessions/compare/comparison.h"
#include "ui/theme/colours.h"

#include <QString>

/// How differences between sessions become words, colours and icons, in every table.
namespace dyno::ui {

/// "12.3 ms", "1.23 k/s", "0.53 %": a figure of that metric as Difference has it.
QString figureText(const std::string& metric, double value);
/// "p50", "p99.9", "mean", …: for a table.
QString metricText(const std::string& metric);
/// "+12.3 %", of errors "+0.53 pt"; a dash where there is nothing to say.
QString changeText(const sessions::Difference& difference);
/// "+8.1 … +16 %"; empty where there is none.
QString intervalText(const sessions::Difference& difference);
/// An interval and a verdict were found.
bool isTold(const sessions::Difference& difference);

QString verdictText(sessions::Verdict verdict);
Colour verdictColour(sessions::Verdict verdict);
QString verdictIcon(sessions::Verdict verdict);

/// The most telling of several: worse before better before no difference.
sessions::Verdict strongest(const std::vector<sessions::Difference>& differences);

} // namespace dyno::ui
