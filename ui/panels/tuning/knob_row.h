#pragma once

#include "engine/settings/knobs.h"
#include "ui/panels/tuning/knob_reach.h"
#include "ui/theme/theme.h"

#include <QWidget>

class QLabel;
class QToolButton;

namespace dyno::ui {

class FieldProblem;
class KnobEditor;

/// One knob: its name, what turns it, what it does and what it costs; marked, with a way back, when it is not
/// at its default. Says at its field what is wrong with what stands there.
class KnobRow : public QWidget {
    Q_OBJECT

public:
    /// The knob outlives it.
    KnobRow(Theme& theme, const settings::Knob& knob, QWidget* parent);

    const settings::Knob& knob() const { return m_knob; }
    const settings::KnobValue& value() const { return m_value; }
    /// Shows without signalling.
    void setValue(const settings::KnobValue& value);
    bool differs() const { return m_value != m_default; }
    /// Its name or key holds the text, whatever the case.
    bool matches(const QString& text) const;

    /// Why the value that stands there does not go with the others; empty when it does.
    void setConflict(const QString& conflict);
    /// What is wrong with it, by itself or beside the others; empty when nothing is.
    QString problem() const;
    void setReach(const KnobReach& reach);

Q_SIGNALS:
    /// The value fits the knob.
    void turned(const dyno::settings::KnobValue& value);
    /// It differs from its default, or has a problem, or no longer.
    void marked();

private:
    QWidget* makeHeader(Theme& theme);
    void turnTo(const settings::KnobValue& value);
    void showMarks();

    const settings::Knob& m_knob;
    settings::KnobValue m_default;
    settings::KnobValue m_value;
    QString m_typed; ///< what is wrong with what was typed
    QString m_conflict;
    KnobReach m_reach;
    KnobEditor* m_editor;
    FieldProblem* m_problem;
    QLabel* m_name = nullptr;
    QLabel* m_mark = nullptr;
    QToolButton* m_reset = nullptr;
    QLabel* m_explanation;
    QLabel* m_hint;
};

} // namespace dyno::ui
