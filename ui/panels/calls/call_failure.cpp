#include "ui/panels/calls/call_failure.h"

#include "ui/format.h"
#include "ui/models/server_text.h"
#include "ui/theme/theme.h"

#include <QLabel>
#include <QPlainTextEdit>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace dyno::ui {
namespace {

constexpr int mostLines = 10; // before the evidence scrolls

} // namespace

CallFailure::CallFailure(QWidget* parent)
    : QFrame(parent)
    , m_message(new QLabel(this))
    , m_detail(new QPlainTextEdit(this)) {
    setObjectName(u"callFailure"_s);
    setProperty("strip", u"bad"_s);
    m_message->setWordWrap(true);
    m_message->setTextFormat(Qt::PlainText);
    m_message->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_detail->setObjectName(u"callEvidence"_s);
    m_detail->setReadOnly(true);
    m_detail->setFont(Theme::numberFont());
    m_detail->setWordWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    m_detail->setAccessibleName(tr("Evidence"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(8, 6, 8, 6);
    column->setSpacing(6);
    column->addWidget(m_message);
    column->addWidget(m_detail);
    hide();
}

void CallFailure::setCall(const sessions::CallDetail& call) {
    const auto& kind = call.row.record.error;
    setVisible(kind.has_value());
    if (!kind)
        return;
    const QString detail = toQString(call.detail).trimmed();
    m_message->setText(errorLine({*kind, call.row.error}));
    m_detail->setVisible(!detail.isEmpty());
    m_detail->setPlainText(detail);
    const int lines = std::clamp(int(detail.count(u'\n')) + 1, 2, mostLines);
    m_detail->setFixedHeight(lines * m_detail->fontMetrics().lineSpacing() + 12);
    m_detail->moveCursor(QTextCursor::End); // of stderr the end tells most
}

} // namespace dyno::ui
