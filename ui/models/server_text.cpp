#include "ui/models/server_text.h"

#include "ui/format.h"

#include <QStringList>

using namespace Qt::StringLiterals;

namespace dyno::ui {
namespace {

QString processes(ServerId server, const std::vector<telemetry::ConnectionStatus>& connections) {
    int count = 0, pid = 0;
    for (const auto& connection : connections) {
        if (connection.server != server || connection.pid == 0)
            continue;
        pid = connection.pid;
        ++count;
    }
    return count == 0 ? QString() : count == 1 ? u"pid %1"_s.arg(pid) : u"%1 processes"_s.arg(count);
}

QString joined(QStringList parts, const QString& separator) {
    parts.removeAll(QString());
    return parts.join(separator);
}

QString labelled(const QString& label, const QString& value) {
    return value.isEmpty() ? QString() : label % u": " % value;
}

QString replicaText(const telemetry::ServerStatus& server) {
    return server.group.empty()
               ? QString()
               : u"replica of %1, weight %2"_s.arg(toQString(server.group)).arg(server.weight);
}

} // namespace

QString serverSecondLine(const telemetry::ServerStatus& server,
                         const std::vector<telemetry::ConnectionStatus>& connections) {
    if (server.state == telemetry::ServerState::Failed && server.error)
        return errorLine(*server.error);
    const QString state = toQString(name(server.state));
    const QString transport = toQString(server.transport);
    if (server.state != telemetry::ServerState::Ready)
        return joined({state, replicaText(server), transport}, u" · "_s);
    return joined({state, replicaText(server), transport, processes(server.id, connections),
                   toQString(server.protocolVersion)},
                  u" · "_s);
}

QString serverToolTip(const telemetry::ServerStatus& server) {
    QStringList lines{toQString(server.address)};
    const QString self = joined({toQString(server.serverName), toQString(server.serverVersion)}, u" "_s);
    lines << replicaText(server) << labelled(u"calls itself"_s, self);
    const QString era = server.era.empty() ? QString() : u" ("_s % toQString(server.era) % u" era)"_s;
    if (!server.protocolVersion.empty())
        lines << u"protocol: "_s % toQString(server.protocolVersion) % era;
    lines << labelled(u"transport"_s, toQString(server.transport));
    lines << labelled(u"found"_s, toQString(server.found));
    if (server.startup.handshake > async::Duration::zero())
        lines << u"start-up: %1handshake %2, list of tools %3"_s.arg(
            server.startup.spawn > async::Duration::zero()
                ? QString(u"spawn %1, "_s.arg(formatDuration(server.startup.spawn)))
                : QString(),
            formatDuration(server.startup.handshake), formatDuration(server.startup.toolsList));
    if (server.error)
        lines << errorLine(*server.error) << errorDetail(server);
    return joined(lines, u"\n"_s);
}

QString errorLine(const Error& error) {
    return toQString(name(error.kind)) % u": " % toQString(error.message);
}

QString errorDetail(const telemetry::ServerStatus& server) {
    const QString detail = server.error ? toQString(server.error->detail).trimmed() : QString();
    const QString tail = toQString(server.stderrTail).trimmed();
    const QString shown = detail.contains(tail) || tail.isEmpty() ? QString() : u"stderr:\n"_s % tail;
    return joined({detail, shown}, u"\n"_s);
}

} // namespace dyno::ui
