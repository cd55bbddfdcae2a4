#pragma once

#include "ui/models/flow_window.h"
#include "ui/theme/theme.h"

#include <QWidget>

#include <array>

namespace dyno::ui {

class StageBox;

/// The call path from left to right, a box for each stage; in several rows where it is narrow. The stage that
/// holds most calls stands out.
class StageView : public QWidget {
    Q_OBJECT

public:
    StageView(const Theme& theme, QWidget* parent);

    /// `past`: its figures are of a stretch of time that is over.
    void setSnapshot(const telemetry::Snapshot& snapshot, bool past = false);
    StageBox& box(telemetry::Stage stage) { return *m_boxes[std::size_t(stage)]; }

    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    /// The person wants to know more of it, or to turn its knobs.
    void stageActivated(dyno::telemetry::Stage stage);

protected:
    void resizeEvent(QResizeEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    int columns(int width) const;
    void makeRoom(int branches);
    void layOut();
    void paintArrow(QPainter& painter, int left, int right, int y, bool flowing) const;

    const Theme& m_theme;
    FlowWindow m_window;
    bool m_past = false;
    int m_branchLines = 2; ///< only grows: nothing jumps to and fro
    std::array<StageBox*, telemetry::stageCount> m_boxes{};
};

} // namespace dyno::ui
