#include "ui/status_line.h"

#include "ui/format.h"

#include <QLabel>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace dyno::ui {
namespace {

void setText(QLabel& label, const QString& text) {
    if (label.text() != text)
        label.setText(text);
}

QString protocolText(const telemetry::Snapshot& snapshot, ServerId selected) {
    const auto server = std::ranges::find(snapshot.servers, selected, &telemetry::ServerStatus::id);
    if (server == snapshot.servers.end())
        return {};
    const QString name = toQString(server->name);
    if (server->protocolVersion.empty())
        return name % u": "_s % toQString(telemetry::name(server->state));
    return name % u": MCP "_s % toQString(server->protocolVersion) % u" over "_s %
           toQString(server->transport);
}

QString keptText(const telemetry::RecordingStatus& recording) {
    if (recording.file.empty())
        return {};
    const QString kept =
        StatusLine::tr("%1 of %2 calls kept")
            .arg(formatShortCount(recording.callsKept), formatShortCount(recording.callsSeen));
    return recording.callsLost == 0
               ? kept
               : kept % StatusLine::tr(", %1 lost").arg(formatShortCount(recording.callsLost));
}

} // namespace

StatusLine::StatusLine(QWidget* parent)
    : QStatusBar(parent)
    , m_cpu(addField(tr("The engine's thread, of one core")))
    , m_lost(addField(tr("Calls that ended without being counted; expected 0")))
    , m_memory(addField(tr("Resident memory of the console")))
    , m_recording(addField(tr("Calls of this session that are kept in full; its histograms have all")))
    , m_protocol(new QLabel(this)) {
    m_protocol->setContentsMargins(0, 0, 8, 0);
    m_protocol->setTextFormat(Qt::PlainText);
    m_protocol->setProperty("role", u"muted"_s);
    addPermanentWidget(m_protocol);
    setSizeGripEnabled(false);
}

QLabel* StatusLine::addField(const QString& toolTip) {
    auto* label = new QLabel(this);
    label->setToolTip(toolTip);
    label->setFont(Theme::numberFont());
    label->setProperty("role", u"muted"_s);
    label->setContentsMargins(8, 0, 8, 0);
    addWidget(label);
    return label;
}

void StatusLine::setSnapshot(const telemetry::Snapshot& snapshot, ServerId selected) {
    setText(*m_cpu, tr("engine %1 of a core").arg(formatShare(snapshot.engine.cpuShare), 6));
    const std::uint64_t lost = snapshot.engine.recordsLost;
    setText(*m_lost, tr("%1 records lost").arg(formatCount(lost)));
    setText(*m_memory, formatBytes(snapshot.engine.rssBytes));
    setText(*m_recording, keptText(snapshot.recording));
    setText(*m_protocol, protocolText(snapshot, selected));
}

} // namespace dyno::ui
