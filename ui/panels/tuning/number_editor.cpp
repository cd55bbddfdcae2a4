#include "ui/panels/tuning/number_editor.h"

#include "ui/format.h"
#include "ui/panels/tuning/number_box.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QSignalBlocker>
#include <QSlider>

using namespace Qt::StringLiterals;

namespace dyno::ui {

using settings::Knob;
using settings::KnobValue;

NumberEditor::NumberEditor(const Knob& knob, QWidget* parent)
    : KnobEditor(parent)
    , m_scale(scaleOf(knob))
    , m_lastNumber(m_scale.middle())
    , m_tick(knob.mayBeOff ? makeTick(knob) : nullptr)
    , m_slider(new QSlider(Qt::Horizontal, this))
    , m_box(new NumberBox(knob, this)) {
    m_slider->setRange(0, m_scale.positions());
    m_slider->setPageStep(std::max(1, m_scale.positions() / 10));
    m_slider->setAccessibleName(toQString(knob.label));
    m_slider->setMinimumWidth(24);
    m_box->setFixedWidth(QFontMetrics(m_box->font()).horizontalAdvance(u"10000000"_s) + 28);
    guardFromWheel(m_slider);
    guardFromWheel(m_box);
    auto* line = new QHBoxLayout(this);
    line->setContentsMargins(0, 0, 0, 0);
    if (m_tick)
        line->addWidget(m_tick);
    line->addWidget(m_slider, 1);
    line->addWidget(m_box);
    connect(m_slider, &QSlider::valueChanged, this,
            [this](int position) { turnTo(m_scale.value(position)); });
    connect(m_box, &NumberBox::edited, this, &NumberEditor::turnTo);
    connect(m_box, &NumberBox::problemFound, this, &KnobEditor::problemFound);
}

QCheckBox* NumberEditor::makeTick(const Knob& knob) {
    auto* tick = new QCheckBox(this);
    tick->setAccessibleName(tr("%1: on").arg(toQString(knob.label)));
    tick->setToolTip(tr("Off without it"));
    connect(tick, &QCheckBox::toggled, this,
            [this](bool on) { turnTo(on ? KnobValue(m_lastNumber) : KnobValue()); });
    return tick;
}

// The line in the box: a style sheet for all of it would take its arrows away.
QWidget* NumberEditor::field() {
    return &m_box->edit();
}

void NumberEditor::setValue(const KnobValue& value) {
    const QSignalBlocker slider(m_slider);
    const double* number = std::get_if<double>(&value);
    if (number) {
        m_lastNumber = *number;
        // A position stands for several values: leave the slider where a hand has just put it.
        if (m_scale.value(m_slider->value()) != *number)
            m_slider->setValue(m_scale.position(*number));
    }
    if (m_tick) {
        const QSignalBlocker tick(m_tick);
        m_tick->setChecked(number != nullptr);
        m_slider->setEnabled(number != nullptr);
    }
    m_box->setValue(value);
}

void NumberEditor::turnTo(const KnobValue& value) {
    setValue(value);
    Q_EMIT edited(value);
}

} // namespace dyno::ui
