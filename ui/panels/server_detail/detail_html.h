#pragma once

#include "ui/theme/theme.h"

#include <QString>

#include <string>

namespace dyno::ui {

/// Puts a page together. Whatever it is given is text, and escaped.
class DetailHtml {
public:
    explicit DetailHtml(const Theme& theme);

    void heading(const QString& text);
    void muted(const QString& text);
    void problem(const QString& text);
    void paragraph(const QString& text); ///< keeps line ends
    void badge(const QString& text, Colour colour);
    /// A row of a table of facts; rows that follow one another make one table. Nothing for an empty value.
    void fact(const QString& name, const QString& value);
    void json(const QString& text);

    QString html();

private:
    void endTable();
    QString coloured(const QString& text, Colour colour) const;

    const Theme& m_theme;
    QString m_html;
    bool m_inTable = false;
};

} // namespace dyno::ui
