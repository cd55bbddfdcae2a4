#include "ui/dialogs/headers_edit.h"

#include "ui/dialogs/header_text.h"

#include <QFocusEvent>
#include <QSignalBlocker>

namespace dyno::ui {

HeadersEdit::HeadersEdit(QWidget* parent)
    : QPlainTextEdit(parent) {
    setTabChangesFocus(true);
    setLineWrapMode(NoWrap);
    connect(this, &QPlainTextEdit::textChanged, this, [this] {
        m_headers = toPlainText();
        Q_EMIT headersChanged();
    });
}

QString HeadersEdit::headers() const {
    return m_headers;
}

void HeadersEdit::setHeaders(const QString& headers) {
    m_headers = headers;
    show(hasFocus() ? m_headers : maskedHeaders(m_headers));
    Q_EMIT headersChanged();
}

void HeadersEdit::focusInEvent(QFocusEvent* event) {
    if (!isReadOnly() && toPlainText() != m_headers)
        show(m_headers);
    QPlainTextEdit::focusInEvent(event);
}

// A menu of the field's own, or another window, takes the focus only for a while.
void HeadersEdit::focusOutEvent(QFocusEvent* event) {
    QPlainTextEdit::focusOutEvent(event);
    if (event->reason() != Qt::PopupFocusReason && maskedHeaders(m_headers) != m_headers)
        show(maskedHeaders(m_headers));
}

// Undo would bring the dots back as if they had been typed, or the values after they were hidden: replacing
// the whole text forgets its history.
void HeadersEdit::show(const QString& text) {
    const QSignalBlocker quiet(this);
    setPlainText(text);
}

} // namespace dyno::ui
