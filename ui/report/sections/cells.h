#pragma once

#include "ui/report/content.h"

namespace dyno::ui {

/// Cells of a table. All sort by their value, whatever unit it is written in.
Cell nameCell(std::string_view text);
Cell textCell(const QString& text, Tone tone = Tone::Plain);
Cell countCell(std::uint64_t count);
/// Stands out unless it is zero.
Cell errorCell(std::uint64_t count);
Cell shareCell(std::uint64_t part, std::uint64_t whole);
Cell latencyCell(async::Duration latency);
Cell bytesCell(double bytes);
Cell cpuCell(double share);
/// For what does not apply.
Cell dashCell();

} // namespace dyno::ui
