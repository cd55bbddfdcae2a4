#include "ui/panels/knob_row.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <QSlider>
#include <QSpinBox>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace dyno::ui {
namespace {

void keepSpaceWhenHidden(QWidget& widget) {
    QSizePolicy policy = widget.sizePolicy();
    policy.setRetainSizeWhenHidden(true);
    widget.setSizePolicy(policy);
}

QLabel* smallPrint(const QString& text, QWidget* parent) {
    auto* label = new QLabel(text, parent);
    label->setFont(Theme::smallFont());
    label->setProperty("role", u"muted"_s);
    label->setWordWrap(true);
    return label;
}

} // namespace

KnobRow::KnobRow(Theme& theme, const KnobText& text, KnobScale scale, int defaultValue, QSpinBox* box,
                 QWidget* parent)
    : QWidget(parent)
    , m_scale(scale)
    , m_default(defaultValue)
    , m_value(defaultValue)
    , m_slider(new QSlider(Qt::Horizontal, this))
    , m_box(box)
    , m_mark(new QLabel(u"●"_s, this))
    , m_reset(new QToolButton(this)) {
    m_box->setParent(this);
    m_box->setRange(scale.low, scale.high);
    m_box->setValue(defaultValue);
    m_box->setKeyboardTracking(false);
    m_box->setMinimumWidth(92);
    m_box->setAlignment(Qt::AlignRight);
    m_box->setAccessibleName(text.name);
    m_slider->setRange(0, scale.positions());
    m_slider->setPageStep(std::max(1, scale.positions() / 10));
    m_slider->setAccessibleName(text.name);
    auto* line = new QHBoxLayout;
    line->addWidget(m_slider, 1);
    line->addWidget(m_box);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(3);
    column->addWidget(makeHeader(theme, text));
    column->addLayout(line);
    column->addWidget(smallPrint(text.effect % u" "_s % text.cost, this));
    connect(m_slider, &QSlider::valueChanged, this,
            [this](int position) { turnTo(m_scale.value(position)); });
    connect(m_box, &QSpinBox::valueChanged, this, &KnobRow::turnTo);
    connect(m_reset, &QToolButton::clicked, this, [this] { turnTo(m_default); });
    setValue(defaultValue);
}

QWidget* KnobRow::makeHeader(Theme& theme, const KnobText& text) {
    auto* header = new QWidget(this);
    auto* name = new QLabel(text.name, header);
    name->setProperty("role", u"heading"_s);
    m_mark->setToolTip(tr("Differs from its default"));
    const auto colourMark = [this, &theme] {
        m_mark->setStyleSheet(u"color: "_s % theme.colour(Colour::Accent).name());
    };
    colourMark();
    connect(&theme, &Theme::changed, m_mark, colourMark);
    m_reset->setObjectName(u"reset"_s);
    m_reset->setToolTip(tr("Back to the default, %1").arg(m_box->text()));
    m_reset->setAccessibleName(tr("Reset %1").arg(text.name));
    bindIcon(theme, m_reset, u"reset"_s);
    keepSpaceWhenHidden(*m_reset);
    auto* line = new QHBoxLayout(header);
    line->setContentsMargins(0, 0, 0, 0);
    line->addWidget(name);
    line->addWidget(m_mark);
    line->addStretch();
    line->addWidget(m_reset);
    return header;
}

void KnobRow::setValue(int value) {
    m_value = value;
    const QSignalBlocker slider(m_slider), box(m_box);
    // A position stands for several values: leave the slider where a hand has just put it.
    if (m_scale.value(m_slider->value()) != value)
        m_slider->setValue(m_scale.position(value));
    m_box->setValue(value);
    m_mark->setVisible(value != m_default);
    m_reset->setVisible(value != m_default);
}

void KnobRow::turnTo(int value) {
    if (value == m_value)
        return;
    setValue(value);
    Q_EMIT turned(value);
}

} // namespace dyno::ui
