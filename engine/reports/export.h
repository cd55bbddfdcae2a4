#pragma once

#include "engine/reports/report.h"

#include <functional>
#include <string>
#include <string_view>

namespace dyno::reports {

/// Takes text, piece by piece; false: it cannot take more.
using Sink = std::function<bool(std::string_view)>;

/// What needs no pictures. Each writes UTF-8, whatever the session holds; Io when the sink refused.
[[nodiscard]] Result<void> writeJson(const Report& report, const Sink& sink);
[[nodiscard]] Result<void> writeMarkdown(const Report& report, const Sink& sink);
[[nodiscard]] Result<void> writeJunit(const Report& report, const Sink& sink);
/// Every kept call, a row each (RFC 4180), or an object a line.
[[nodiscard]] Result<void> writeCallsCsv(sessions::SessionReader& reader, const Sink& sink);
[[nodiscard]] Result<void> writeCallsJsonl(sessions::SessionReader& reader, const Sink& sink);
[[nodiscard]] Result<void> writeSeriesCsv(sessions::SessionReader& reader, const Sink& sink);
[[nodiscard]] Result<void> writeSeriesJsonl(sessions::SessionReader& reader, const Sink& sink);
/// HdrHistogram's log, an interval a line (https://hdrhistogram.github.io/HdrHistogram/).
[[nodiscard]] Result<void> writeHdrLog(sessions::SessionReader& reader, const Sink& sink);
/// Chrome's trace event format, which Perfetto opens: a track for each connection.
[[nodiscard]] Result<void> writeTrace(sessions::SessionReader& reader, const Sink& sink);

} // namespace dyno::reports
