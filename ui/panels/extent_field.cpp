#include "ui/panels/extent_field.h"

#include "ui/panels/duration_box.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QStackedWidget>

namespace dyno::ui {

ExtentField::ExtentField(const QString& endless, QWidget* parent)
    : QWidget(parent)
    , m_choice(new QComboBox(this))
    , m_amount(new QStackedWidget(this))
    , m_calls(new QSpinBox(m_amount))
    , m_time(new DurationBox(m_amount)) {
    m_choice->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_choice->setMinimumContentsLength(8);
    m_choice->addItems({endless, tr("calls"), tr("time")});
    m_calls->setRange(1, 1'000'000'000);
    m_calls->setValue(1000);
    m_calls->setGroupSeparatorShown(true);
    m_calls->setAccessibleName(tr("Number of calls"));
    m_time->setDuration(std::chrono::seconds(10));
    m_time->setAccessibleName(tr("Length of time"));
    // The widest amount need not fit at once: the dock may be narrow.
    m_calls->setMinimumWidth(70);
    m_time->setMinimumWidth(70);
    m_amount->addWidget(new QWidget(m_amount));
    m_amount->addWidget(m_calls);
    m_amount->addWidget(m_time);
    m_amount->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    auto* line = new QHBoxLayout(this);
    line->setContentsMargins(0, 0, 0, 0);
    line->addWidget(m_choice, 1);
    line->addWidget(m_amount, 1);
    setFocusProxy(m_choice);
    connect(m_choice, &QComboBox::currentIndexChanged, m_amount, &QStackedWidget::setCurrentIndex);
}

workload::Extent ExtentField::extent() const {
    workload::Extent extent;
    if (m_choice->currentIndex() == Calls)
        extent.calls = std::uint64_t(m_calls->value());
    if (m_choice->currentIndex() == Time)
        extent.duration = m_time->duration();
    return extent;
}

void ExtentField::setExtent(const workload::Extent& extent) {
    if (extent.calls)
        m_calls->setValue(int(*extent.calls));
    if (extent.duration)
        m_time->setDuration(*extent.duration);
    m_choice->setCurrentIndex(extent.calls ? Calls : extent.duration ? Time : Endless);
}

} // namespace dyno::ui
