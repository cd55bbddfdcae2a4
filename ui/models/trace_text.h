#pragma once

#include "engine/telemetry/snapshot.h"
#include "ui/theme/colours.h"

#include <QString>

namespace dyno::ui {

QString kindName(telemetry::TraceEntry::Kind kind);          ///< "request"
Colour kindColour(telemetry::TraceEntry::Kind kind);         ///< of its dot
QString directionName(telemetry::TraceEntry::Direction way); ///< "to the server"

/// The message as it is read: indented, and where only its beginning was kept, with a line that says so.
QString traceMessage(const telemetry::TraceEntry& entry);

/// One object of the array that is copied, without a comma.
QString traceJson(const telemetry::TraceEntry& entry, const QString& server);

} // namespace dyno::ui
