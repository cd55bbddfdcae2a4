#pragma once

#include "engine/sessions/compare/comparison.h"
#include "ui/theme/theme.h"

#include <QWidget>

class QLabel;
class QTableView;

namespace dyno::ui {

class DifferenceModel;

/// What one turned knob brought: the figures before and after it, and how sure that is.
class ChangeDetail : public QWidget {
    Q_OBJECT

public:
    ChangeDetail(const Theme& theme, QWidget* parent);

    void setChange(const settings::TuningChange& change, const sessions::ChangeVerdict& verdict);
    /// A change of which nothing is told, and why.
    void setUntold(const settings::TuningChange& change, const QString& why);
    /// Instead of a change.
    void setMessage(const QString& message);

private:
    void makeTable(const Theme& theme);
    void setTexts(const QString& title, const QString& text);

    QLabel* m_title;
    QLabel* m_text;
    DifferenceModel* m_model;
    QTableView* m_table;
};

} // namespace dyno::ui
