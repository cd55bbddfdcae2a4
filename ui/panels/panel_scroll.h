#pragma once

#include <QScrollArea>

namespace dyno::ui {

/// Lets a panel that is taller than its dock scroll, instead of forcing the window's height. Never scrolls
/// sideways.
class PanelScroll : public QScrollArea {
    Q_OBJECT

public:
    /// Takes the panel over.
    PanelScroll(QWidget* panel, QWidget* parent)
        : QScrollArea(parent) {
        setWidget(panel);
        setWidgetResizable(true);
        setFrameShape(NoFrame);
        setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
        setFocusPolicy(Qt::NoFocus);
        // The panel's own colour shows through.
        viewport()->setAutoFillBackground(false);
        panel->setAutoFillBackground(false);
    }

    QSize minimumSizeHint() const override { return {widget()->minimumSizeHint().width() + 14, 80}; }
};

} // namespace dyno::ui
