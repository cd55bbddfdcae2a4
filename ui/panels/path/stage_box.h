#pragma once

#include "ui/models/stage_facts.h"
#include "ui/theme/theme.h"

#include <QWidget>

namespace dyno::ui {

/// One stage of the path as a box: its name and state, how many calls it holds, what goes in and out, and,
/// branching down, the calls that leave the path here. Every number has its own place.
class StageBox : public QWidget {
    Q_OBJECT

public:
    StageBox(const Theme& theme, telemetry::Stage stage, QWidget* parent);

    void setFacts(const StageFacts& facts);
    const StageFacts& facts() const { return m_facts; }
    /// Most of the waiting calls wait here.
    void setEmphasised(bool emphasised);
    bool isEmphasised() const { return m_emphasised; }

    /// How many ways out of the path there is room for below the box.
    void setBranchLines(int lines);

    /// Where the arrows from and to its neighbours are, from its top.
    int arrowHeight() const;
    QSize sizeHint() const override { return minimumSizeHint(); }
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    /// By a click, or Enter or Space.
    void activated(dyno::telemetry::Stage stage);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool event(QEvent* event) override;

private:
    int boxHeight() const;
    int nameWidth() const; ///< of "held", "in" and "out"
    Colour heldColour() const;
    void paintFrame(QPainter& painter, const QRect& box) const;
    void paintTitle(QPainter& painter, QRect& area) const;
    void paintLevel(QPainter& painter, QRect& area) const;
    void paintFigure(QPainter& painter, QRect& area, const QString& name, std::uint64_t count,
                     const QString& rate, bool strong) const;
    void paintBranches(QPainter& painter, const QRect& area) const;

    const Theme& m_theme;
    telemetry::Stage m_stage;
    StageFacts m_facts;
    bool m_emphasised = false;
    QFont m_title;
    QFont m_words;
    QFont m_figures;
    int m_branchLines = 2;
    int m_line; ///< height of a line of figures
};

} // namespace dyno::ui
