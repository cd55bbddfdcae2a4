#pragma once

#include "ui/format.h"
#include "ui/theme/theme.h"

#include <QWidget>

namespace dyno::ui {

/// One figure in large type. Number and unit have their own places, so that nothing moves while they change.
class Tile : public QWidget {
    Q_OBJECT

public:
    Tile(const Theme& theme, const QString& caption, const QString& toolTip, QWidget* parent);

    void setQuantity(const Quantity& quantity, Colour colour = Colour::Text);
    void setNote(const QString& note);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    const Theme& m_theme;
    QString m_caption;
    QString m_note;
    Quantity m_quantity;
    Colour m_colour = Colour::Text;
    QFont m_large;
    QFont m_small;
};

} // namespace dyno::ui
