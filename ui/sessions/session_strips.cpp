#include "ui/sessions/session_strips.h"

#include "ui/format.h"
#include "ui/models/session_text.h"

#include <QPushButton>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace dyno::ui {
namespace {

QToolButton* closeButton(Theme& theme, const QString& toolTip, QWidget* parent) {
    auto* button = new QToolButton(parent);
    button->setToolTip(toolTip);
    button->setAccessibleName(toolTip);
    bindIcon(theme, button, u"close"_s);
    return button;
}

} // namespace

RangeStrip::RangeStrip(Theme& theme, QWidget* parent)
    : Strip(Tone::Info, Qt::Horizontal, parent) {
    setObjectName(u"rangeStrip"_s);
    QToolButton* close = closeButton(theme, tr("Show everything (Esc)"), this);
    close->setObjectName(u"clearRange"_s);
    addButton(close);
    connect(close, &QToolButton::clicked, this, &RangeStrip::everythingRequested);
}

void RangeStrip::setRange(std::optional<sessions::Range> range) {
    setVisible(range.has_value());
    if (range)
        setText(rangeText(*range) % tr(" · Esc shows everything"));
}

SessionStrip::SessionStrip(QWidget* parent)
    : Strip(Tone::Info, Qt::Horizontal, parent) {
    setObjectName(u"sessionStrip"_s);
    auto* back = new QPushButton(tr("Back to live"), this);
    back->setObjectName(u"backToLive"_s);
    back->setProperty("primary", true);
    addButton(back);
    connect(back, &QPushButton::clicked, this, &SessionStrip::liveRequested);
}

void SessionStrip::setSession(const sessions::SessionInfo* session, bool busy) {
    setVisible(session);
    if (!session)
        return;
    const auto now = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
    const QString text = sessionText(*session, now) % (busy ? tr(" · the live workload runs on") : QString());
    if (this->text() != text)
        setText(text);
    setToolTip(plainToolTip(QString::fromStdString(session->file.string())));
}

NoticeStrip::NoticeStrip(Theme& theme, Tone tone, QWidget* parent)
    : Strip(tone, Qt::Horizontal, parent) {
    QToolButton* dismiss = closeButton(theme, tr("Dismiss"), this);
    dismiss->setObjectName(u"dismissNotice"_s);
    addButton(dismiss);
    connect(dismiss, &QToolButton::clicked, this, [this] {
        m_dismissed = text();
        hide();
    });
}

void NoticeStrip::tell(const QString& notice) {
    m_dismissed.clear();
    setNotice(notice);
}

void NoticeStrip::setNotice(const QString& notice) {
    if (notice.isEmpty())
        m_dismissed.clear();
    setVisible(!notice.isEmpty() && notice != m_dismissed);
    if (text() != notice)
        setText(notice);
}

} // namespace dyno::ui
