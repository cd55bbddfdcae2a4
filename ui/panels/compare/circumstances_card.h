#pragma once

#include "engine/sessions/compare/comparison.h"
#include "ui/theme/theme.h"

#include <QFrame>

class QGridLayout;
class QLabel;

namespace dyno::ui {

/// What was not the same in two samples, what keeps them from being compared first.
class CircumstancesCard : public QFrame {
    Q_OBJECT

public:
    CircumstancesCard(Theme& theme, QWidget* parent);

    void setCircumstances(const std::vector<sessions::Circumstance>& circumstances);

private:
    void addRow(const sessions::Circumstance& circumstance);

    Theme& m_theme;
    QGridLayout* m_grid;
    QLabel* m_nothing;
    std::vector<QLabel*> m_labels;
};

/// The verdict with its icon and its sentence.
class VerdictCard : public QFrame {
    Q_OBJECT

public:
    VerdictCard(const Theme& theme, QWidget* parent);

    void setVerdict(sessions::Verdict verdict, const QString& sentence);

private:
    void paintIcon();

    const Theme& m_theme;
    QLabel* m_icon;
    QLabel* m_verdict;
    QLabel* m_sentence;
    sessions::Verdict m_shown{};
};

} // namespace dyno::ui
