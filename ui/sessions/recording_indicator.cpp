#include "ui/sessions/recording_indicator.h"

#include "ui/format.h"
#include "ui/models/session_text.h"

#include <QMenu>
#include <QSettings>

using namespace Qt::StringLiterals;

namespace dyno::ui {
namespace {

constexpr auto bodiesKey = "recordBodies"_L1;

} // namespace

RecordingIndicator::RecordingIndicator(Theme& theme, QWidget* parent)
    : QToolButton(parent)
    , m_theme(theme) {
    setObjectName(u"recordingIndicator"_s);
    setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    setPopupMode(QToolButton::InstantPopup);
    setFocusPolicy(Qt::TabFocus);
    auto* menu = new QMenu(this);
    m_save = menu->addAction(tr("Save session as…"), this, &RecordingIndicator::saveRequested);
    m_toggle = menu->addAction(QString(), this, [this] {
        if (m_status.on)
            Q_EMIT stopRequested();
        else
            Q_EMIT startRequested();
    });
    m_toggle->setObjectName(u"toggleRecording"_s);
    m_folder = menu->addAction(tr("Show in folder"), this, &RecordingIndicator::folderRequested);
    menu->addSeparator();
    menu->setToolTipsVisible(true);
    m_bodies = menu->addAction(tr("Keep requests and answers"));
    m_bodies->setObjectName(u"keepBodies"_s);
    m_bodies->setToolTip(tr("Of some calls, with secrets left out; from the next recording on"));
    m_bodies->setCheckable(true);
    m_bodies->setChecked(QSettings(u"mcp-dyno"_s, u"mcp-dyno"_s).value(bodiesKey, true).toBool());
    connect(m_bodies, &QAction::triggered, this,
            [](bool keep) { QSettings(u"mcp-dyno"_s, u"mcp-dyno"_s).setValue(bodiesKey, keep); });
    setMenu(menu);
    connect(&theme, &Theme::changed, this, [this] { show(m_status); });
    show({});
}

void RecordingIndicator::setStatus(const telemetry::RecordingStatus& status) {
    const bool same = status.on == m_status.on && status.bytes == m_status.bytes &&
                      status.callsSeen == m_status.callsSeen && status.problem == m_status.problem &&
                      status.file == m_status.file;
    if (!same)
        show(status);
}

void RecordingIndicator::show(const telemetry::RecordingStatus& status) {
    m_status = status;
    setIcon(m_theme.icon(m_status.problem ? u"warning"_s : u"record"_s, dotColour()));
    setText(recordingText(m_status));
    setToolTip(plainToolTip(recordingDetails(m_status)));
    setAccessibleName(tr("Recording: %1").arg(text()));
    m_save->setEnabled(!m_status.file.empty());
    m_folder->setEnabled(!m_status.file.empty());
    m_toggle->setText(m_status.on ? tr("Stop recording") : tr("Start recording"));
}

bool RecordingIndicator::keepsBodies() const {
    return m_bodies->isChecked();
}

Colour RecordingIndicator::dotColour() const {
    if (m_status.problem)
        return Colour::Warning;
    return m_status.on ? Colour::Bad : Colour::Idle;
}

// As wide with any number, so that its neighbours stay where they are.
QSize RecordingIndicator::sizeHint() const {
    const QSize hint = QToolButton::sizeHint();
    const int spare =
        fontMetrics().horizontalAdvance(tr("not recorded")) - fontMetrics().horizontalAdvance(text());
    return {hint.width() + std::max(spare, 0), hint.height()};
}

} // namespace dyno::ui
