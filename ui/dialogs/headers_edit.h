#pragma once

#include <QPlainTextEdit>

namespace dyno::ui {

/// Headers as "Name: value", one a line. While it has no focus, the values of secret ones are dots.
class HeadersEdit : public QPlainTextEdit {
    Q_OBJECT

public:
    explicit HeadersEdit(QWidget* parent);

    /// What was typed, dots or not.
    QString headers() const;
    void setHeaders(const QString& headers);

Q_SIGNALS:
    void headersChanged();

protected:
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

private:
    void show(const QString& text);

    QString m_headers;
};

} // namespace dyno::ui
