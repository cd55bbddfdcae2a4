#pragma once

#include "ui/sessions/session_comparer.h"
#include "ui/theme/theme.h"

#include <QWidget>

class QBoxLayout;
class QLabel;
class QProgressBar;
class QPushButton;

namespace dyno::ui {

class ChoiceRow;
class CircumstancesCard;
class HeadlineCard;
class NoticeStrip;
class PartsCard;
class PercentileChart;
class PhaseLegend;
class VerdictCard;

/// A window of its own that compares sessions: what differed, the verdict, the percentiles over each other,
/// and the figures in tables. Reads them in the background. Deletes itself when it is closed.
class CompareWindow : public QWidget {
    Q_OBJECT

public:
    /// One session or more; the theme outlives it.
    CompareWindow(Theme& theme, std::vector<std::filesystem::path> files, QWidget* parent);

protected:
    void resizeEvent(QResizeEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    QWidget* buildChoices(Theme& theme);
    QWidget* buildProgress();
    QWidget* buildPage(Theme& theme);
    QWidget* buildChart(Theme& theme);
    void wire();
    void showState();
    void showComparison(const sessions::Comparison& comparison);
    void showCurves();
    void showProgress();
    void swap();
    void copy() const;
    QString problemText(const Error& error) const;

    Theme& m_theme;
    SessionComparer* m_comparer;
    ChoiceRow* m_before = nullptr;
    ChoiceRow* m_after = nullptr;
    QPushButton* m_copy = nullptr;
    NoticeStrip* m_problem = nullptr;
    QWidget* m_progress = nullptr;
    QProgressBar* m_bar = nullptr;
    QLabel* m_doing = nullptr;
    QPushButton* m_cancel = nullptr;
    QWidget* m_page = nullptr;
    CircumstancesCard* m_circumstances = nullptr;
    VerdictCard* m_verdict = nullptr;
    HeadlineCard* m_headline = nullptr;
    PartsCard* m_tools = nullptr;
    PartsCard* m_phases = nullptr;
    PercentileChart* m_chart = nullptr;
    PhaseLegend* m_legend = nullptr;
    QBoxLayout* m_figures = nullptr;                  ///< beside each other, or one below the other
    const sessions::Comparison* m_shown = nullptr;    ///< only to tell whether it is another
    std::vector<SessionComparer::SamplePtr> m_curves; ///< that the chart shows
};

} // namespace dyno::ui
