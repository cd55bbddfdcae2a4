#pragma once

#include "engine/reports/report.h"

#include <QString>

namespace dyno::ui {

/// "demo #3": what a connection, and with it the process at its other end, is called.
QString processName(const reports::Report& report, ConnectionId connection);
/// As configured; of a server that is not known any more its number.
QString serverName(const reports::Report& report, ServerId server);

} // namespace dyno::ui
