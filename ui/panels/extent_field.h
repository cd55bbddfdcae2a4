#pragma once

#include "engine/workload/scenario.h"

#include <QWidget>

class QComboBox;
class QSpinBox;
class QStackedWidget;

namespace dyno::ui {

class DurationBox;

/// How much: without end, a number of calls, or a length of time.
class ExtentField : public QWidget {
    Q_OBJECT

public:
    /// `endless` names the choice that sets neither.
    ExtentField(const QString& endless, QWidget* parent);

    workload::Extent extent() const;
    void setExtent(const workload::Extent& extent);

private:
    enum Choice { Endless, Calls, Time };

    QComboBox* m_choice;
    QStackedWidget* m_amount;
    QSpinBox* m_calls;
    DurationBox* m_time;
};

} // namespace dyno::ui
