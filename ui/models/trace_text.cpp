#include "ui/models/trace_text.h"

#include "ui/format.h"
#include "ui/json_text.h"

using namespace Qt::StringLiterals;

namespace dyno::ui {

using telemetry::TraceEntry;

QString kindName(TraceEntry::Kind kind) {
    switch (kind) {
    case TraceEntry::Kind::Request:
        return u"request"_s;
    case TraceEntry::Kind::Response:
        return u"response"_s;
    case TraceEntry::Kind::Error:
        return u"error"_s;
    case TraceEntry::Kind::Notification:
        return u"notification"_s;
    case TraceEntry::Kind::Other:
        break;
    }
    return u"other"_s;
}

Colour kindColour(TraceEntry::Kind kind) {
    switch (kind) {
    case TraceEntry::Kind::Request:
        return Colour::Accent;
    case TraceEntry::Kind::Response:
        return Colour::Good;
    case TraceEntry::Kind::Error:
        return Colour::Bad;
    case TraceEntry::Kind::Notification:
        return Colour::Max;
    case TraceEntry::Kind::Other:
        break;
    }
    return Colour::Warning;
}

QString directionName(TraceEntry::Direction way) {
    return way == TraceEntry::Direction::Out ? u"to the server"_s : u"from the server"_s;
}

// Black-outs change a text's length, so that its size cannot tell whether it was cut; its syntax can.
QString traceMessage(const TraceEntry& entry) {
    const QString message = indentedJson(entry.text);
    if (entry.kind == TraceEntry::Kind::Other || isJson(entry.text))
        return message;
    return message % u"\n… only the beginning was kept of "_s % formatBytes(entry.bytes);
}

QString traceJson(const TraceEntry& entry, const QString& server) {
    const bool out = entry.direction == TraceEntry::Direction::Out;
    const double at = std::chrono::duration<double>(entry.at).count();
    const QString message = isJson(entry.text) ? toQString(entry.text) : quotedJson(entry.text);
    return u"{\"at\": %1, \"server\": %2, \"connection\": %3, \"direction\": \"%4\", \"message\": "_s.arg(
               QString::number(at, 'f', 6), quotedJson(server.toStdString()),
               QString::number(entry.connection), out ? u"out"_s : u"in"_s) %
           message % u'}';
}

} // namespace dyno::ui
