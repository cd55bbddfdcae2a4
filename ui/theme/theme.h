#pragma once

#include "ui/theme/colours.h"

#include <QFont>
#include <QIcon>
#include <QObject>
#include <QPalette>

namespace dyno::ui {

/// The scheme in force and everything derived from its colours. Panels hold a reference and repaint on
/// changed().
class Theme : public QObject {
    Q_OBJECT

public:
    explicit Theme(QObject* parent = nullptr);

    Scheme scheme() const { return m_scheme; }
    /// Repaints the whole application.
    void setScheme(Scheme scheme);
    /// Sets style, palette and style sheet of the application; setScheme() does it again.
    void apply() const;

    QColor colour(Colour colour) const { return colourOf(colour, m_scheme); }
    QPalette palette() const;
    /// One of resources/icons, without its suffix, drawn in `colour`.
    QIcon icon(const QString& name, Colour colour = Colour::Text) const;

    /// For numbers that change: every digit has the same width.
    static QFont numberFont();
    /// Slightly smaller than the application's, for captions.
    static QFont smallFont();

Q_SIGNALS:
    void changed();

private:
    QString styleSheet() const;

    Scheme m_scheme = Scheme::Dark;
};

/// Gives an action or button its icon, now and after each change of theme.
template<class Target>
void bindIcon(Theme& theme, Target* target, const QString& name, Colour colour = Colour::Text) {
    const auto set = [&theme, target, name, colour] { target->setIcon(theme.icon(name, colour)); };
    set();
    QObject::connect(&theme, &Theme::changed, target, set);
}

} // namespace dyno::ui
