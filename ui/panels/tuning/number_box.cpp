#include "ui/panels/tuning/number_box.h"

#include "ui/format.h"

#include <QKeyEvent>
#include <QLineEdit>

#include <cstdlib>

namespace dyno::ui {

using settings::KnobValue;

NumberBox::NumberBox(const settings::Knob& knob, QWidget* parent)
    : QAbstractSpinBox(parent)
    , m_knob(knob)
    , m_scale(scaleOf(knob)) {
    setAlignment(Qt::AlignRight);
    setAccessibleName(toQString(knob.label));
    connect(lineEdit(), &QLineEdit::textEdited, this, &NumberBox::check);
    connect(this, &QAbstractSpinBox::editingFinished, this, &NumberBox::tell);
}

void NumberBox::setValue(const KnobValue& value) {
    m_value = value;
    lineEdit()->setText(toQString(knobText(m_knob, value)));
    Q_EMIT problemFound({});
    update(); // the arrows
}

void NumberBox::check() {
    const auto value = settings::parseKnob(m_knob, lineEdit()->text().toStdString());
    Q_EMIT problemFound(value.has_error() ? toQString(value.error().message) : QString());
}

void NumberBox::tell() {
    if (const auto value = settings::parseKnob(m_knob, lineEdit()->text().toStdString()))
        turnTo(*value);
}

void NumberBox::turnTo(const KnobValue& value) {
    const bool same = value == m_value;
    setValue(value);
    if (!same)
        Q_EMIT edited(value);
}

void NumberBox::stepBy(int steps) {
    const double* number = std::get_if<double>(&m_value);
    if (!number)
        return;
    double next = *number;
    for (int i = 0; i < std::abs(steps); ++i)
        next = m_scale.neighbour(next, steps > 0);
    turnTo(next);
}

QAbstractSpinBox::StepEnabled NumberBox::stepEnabled() const {
    StepEnabled enabled = StepNone;
    if (const double* number = std::get_if<double>(&m_value)) {
        enabled.setFlag(StepUpEnabled, *number < m_scale.high);
        enabled.setFlag(StepDownEnabled, *number > m_scale.low);
    }
    return enabled;
}

void NumberBox::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape && lineEdit()->text() != toQString(knobText(m_knob, m_value)))
        setValue(m_value);
    else
        QAbstractSpinBox::keyPressEvent(event);
}

} // namespace dyno::ui
