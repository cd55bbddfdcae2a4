#include "ui/report/process_names.h"

#include "ui/report/shown_text.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace dyno::ui {

QString serverName(const reports::Report& report, ServerId server) {
    const auto& servers = report.snapshot.servers;
    const auto found = std::ranges::find(servers, server, &telemetry::ServerStatus::id);
    return found == servers.end() ? u"server %1"_s.arg(server) : shortened(shownLine(found->name), 60);
}

QString processName(const reports::Report& report, ConnectionId connection) {
    const auto& connections = report.snapshot.connections;
    const auto found = std::ranges::find(connections, connection, &telemetry::ConnectionStatus::id);
    const QString number = u"#%1"_s.arg(connection);
    if (found == connections.end())
        return number;
    return shortened(shownLine(found->serverName), 40) % u' ' % number;
}

} // namespace dyno::ui
