#include "ui/panels/error_details.h"

#include "ui/models/server_text.h"

#include <QLabel>
#include <QPlainTextEdit>
#include <QToolButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace dyno::ui {

ErrorDetails::ErrorDetails(Theme& theme, QWidget* parent)
    : QFrame(parent)
    , m_message(new QLabel(this))
    , m_unfold(new QToolButton(this))
    , m_detail(new QPlainTextEdit(this)) {
    setProperty("strip", u"bad"_s);
    m_message->setWordWrap(true);
    m_message->setTextFormat(Qt::PlainText);
    m_message->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_unfold->setObjectName(u"unfoldError"_s);
    m_unfold->setText(tr("Details"));
    m_unfold->setCheckable(true);
    m_unfold->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    bindIcon(theme, m_unfold, u"details"_s);
    m_detail->setReadOnly(true);
    m_detail->setFont(Theme::numberFont());
    m_detail->setAccessibleName(tr("Evidence"));
    m_detail->setMinimumHeight(64);
    m_detail->setMaximumHeight(160);
    m_detail->hide();
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(8, 6, 8, 6);
    column->setSpacing(4);
    column->addWidget(m_message);
    column->addWidget(m_unfold, 0, Qt::AlignLeft);
    column->addWidget(m_detail);
    connect(m_unfold, &QToolButton::toggled, m_detail, &QWidget::setVisible);
    hide();
}

void ErrorDetails::setServer(const telemetry::ServerStatus* server) {
    const bool failed = server && server->error;
    setVisible(failed);
    if (!failed)
        return;
    const QString message = errorLine(*server->error), detail = errorDetail(*server);
    if (m_message->text() != message)
        m_message->setText(message);
    if (m_detail->toPlainText() != detail)
        m_detail->setPlainText(detail);
    m_unfold->setVisible(!detail.isEmpty());
    m_detail->setVisible(!detail.isEmpty() && m_unfold->isChecked());
}

} // namespace dyno::ui
