#pragma once

#include "ui/theme/theme.h"

#include <QFrame>

#include <vector>

class QCheckBox;
class QLabel;
class QToolButton;
class QVBoxLayout;

namespace dyno::ui {

class KnobRow;

/// The knobs of one stage under a heading that says what the stage does at the moment, how many of its knobs
/// differ from their default, and that switches it on and off where it can be. Folds.
class KnobSection : public QFrame {
    Q_OBJECT

public:
    KnobSection(Theme& theme, const QString& stage, QWidget* parent);

    const QString& stage() const { return m_stage; }
    void addRow(KnobRow* row);
    const std::vector<KnobRow*>& rows() const { return m_rows; }

    void setEffect(const QString& effect);
    bool isUnfolded() const { return m_unfolded; }
    void setUnfolded(bool unfolded);
    /// Shows only the rows that match, unfolded as long as something is looked for; nothing when none does.
    void filter(const QString& text, bool onlyChanged);

Q_SIGNALS:
    void foldChanged();

private:
    QWidget* makeHeader(Theme& theme);
    void refresh();
    void showBody(bool shown);
    void colourChanged();

    const Theme& m_theme;
    QString m_stage;
    bool m_wrong = false; ///< a row has a problem
    bool m_unfolded = false;
    std::vector<KnobRow*> m_rows;
    KnobRow* m_switched = nullptr; ///< the row that the switch turns
    QToolButton* m_fold = nullptr;
    QLabel* m_changed = nullptr;
    QCheckBox* m_switch = nullptr;
    QLabel* m_effect;
    QWidget* m_body;
    QVBoxLayout* m_column;
};

} // namespace dyno::ui
