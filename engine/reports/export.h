#pragma once

#include "engine/reports/report.h"

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace dyno::reports {

/// Takes text, piece by piece; false: it cannot take more.
using Sink = std::function<bool(std::string_view)>;

/// What needs no pictures. Each writes UTF-8, whatever the session holds; Io when the sink refused.
[[nodiscard]] Result<void> writeJson(const Report& report, const Sink& sink);
[[nodiscard]] Result<void> writeMarkdown(const Report& report, const Sink& sink);
[[nodiscard]] Result<void> writeJunit(const Report& report, const Sink& sink);

// Of a range, else of the whole session. These are streamed: a long session takes no more memory than a short
// one, but for its series.

/// Every kept call that ended there, a row each (RFC 4180), or an object a line. In the rows a text that a
/// spreadsheet would take for a formula has a ' before it.
[[nodiscard]] Result<void> writeCallsCsv(sessions::SessionReader& reader, const Sink& sink,
                                         std::optional<sessions::Range> range = {});
[[nodiscard]] Result<void> writeCallsJsonl(sessions::SessionReader& reader, const Sink& sink,
                                           std::optional<sessions::Range> range = {});
/// Every interval of the charts.
[[nodiscard]] Result<void> writeSeriesCsv(sessions::SessionReader& reader, const Sink& sink,
                                          std::optional<sessions::Range> range = {});
[[nodiscard]] Result<void> writeSeriesJsonl(sessions::SessionReader& reader, const Sink& sink,
                                            std::optional<sessions::Range> range = {});
/// HdrHistogram's log, about a second a line (https://hdrhistogram.github.io/HdrHistogram/).
[[nodiscard]] Result<void> writeHdrLog(sessions::SessionReader& reader, const Sink& sink,
                                       std::optional<sessions::Range> range = {});
/// Chrome's trace event format, which Perfetto opens: a track for each connection.
[[nodiscard]] Result<void> writeTrace(sessions::SessionReader& reader, const Sink& sink,
                                      std::optional<sessions::Range> range = {});

} // namespace dyno::reports
