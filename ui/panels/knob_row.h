#pragma once

#include "ui/panels/knob_scale.h"
#include "ui/theme/theme.h"

#include <QWidget>

class QLabel;
class QSlider;
class QSpinBox;
class QToolButton;

namespace dyno::ui {

/// What a knob's row says.
struct KnobText {
    QString name;
    QString effect; ///< one line: what it does
    QString cost;   ///< one line: what it costs
};

/// One knob: name, slider, box, what it does and what it costs; marked, with a way back, when it is not at
/// its default.
class KnobRow : public QWidget {
    Q_OBJECT

public:
    /// Takes the box over and gives it the scale's range.
    KnobRow(Theme& theme, const KnobText& text, KnobScale scale, int defaultValue, QSpinBox* box,
            QWidget* parent);

    int value() const { return m_value; }
    /// Shows without signalling.
    void setValue(int value);

Q_SIGNALS:
    void turned(int value);

private:
    QWidget* makeHeader(Theme& theme, const KnobText& text);
    void turnTo(int value);

    KnobScale m_scale;
    int m_default;
    int m_value;
    QSlider* m_slider;
    QSpinBox* m_box;
    QLabel* m_mark;
    QToolButton* m_reset;
};

} // namespace dyno::ui
