#pragma once

#include "engine/sessions/compare/comparison.h"
#include "ui/theme/theme.h"

#include <QFrame>

class QTableView;

namespace dyno::ui {

class DifferenceModel;
class PartDifferenceModel;

/// The headline figures of two samples, with a picture of where each change lies.
class HeadlineCard : public QFrame {
    Q_OBJECT

public:
    HeadlineCard(const Theme& theme, QWidget* parent);

    void setDifferences(const std::vector<sessions::Difference>& differences);

private:
    DifferenceModel* m_model;
    QTableView* m_table;
};

/// Tools or phases of two samples. Hidden while there is nothing to compare.
class PartsCard : public QFrame {
    Q_OBJECT

public:
    PartsCard(const Theme& theme, const QString& title, const QString& what, QWidget* parent);

    void setParts(const std::vector<sessions::PartDifference>& parts);

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    PartDifferenceModel* m_model;
    QTableView* m_table;
};

} // namespace dyno::ui
