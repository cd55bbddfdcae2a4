#pragma once

#include "engine/error.h"

#include <string>
#include <string_view>
#include <vector>

namespace dyno::app {

/// What `mcp-dyno report` writes.
enum class ReportFormat { Html, Pdf, Markdown, Json, Csv, Jsonl, Junit, HdrLog, Perfetto };

/// As --format takes them.
std::vector<std::string> formatNames();
/// One of formatNames(), else by the ending of the file's name; with neither it is HTML. InvalidInput for an
/// ending that no format has.
[[nodiscard]] Result<ReportFormat> reportFormat(const std::string& name, const std::string& file);
/// With its point: ".html".
std::string_view endingOf(ReportFormat format);
/// Lists calls or a series, rather than to sum them up.
bool isTable(ReportFormat format);

} // namespace dyno::app
