#pragma once

#include "engine/telemetry/snapshot.h"

#include <QString>

namespace dyno::ui {

/// What is written under a server's name: its state, transport, process and protocol, or why it failed.
QString serverSecondLine(const telemetry::ServerStatus& server,
                         const std::vector<telemetry::ConnectionStatus>& connections);

/// Address, own name and version, how era and transport were found, start-up times, error and the end of
/// stderr.
QString serverToolTip(const telemetry::ServerStatus& server);

/// Kind and message in one line: "Spawn: no such program".
QString errorLine(const Error& error);

/// What there is to know beyond the message: evidence and the end of stderr. May be empty.
QString errorDetail(const telemetry::ServerStatus& server);

} // namespace dyno::ui
