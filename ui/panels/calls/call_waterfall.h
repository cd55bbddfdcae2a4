#pragma once

#include "engine/calls/call_record.h"
#include "ui/theme/theme.h"

#include <QWidget>

namespace dyno::ui {

/// Where the time of one call went: a line for each phase that it went through, one below the other on the
/// scale of the whole call. What no phase accounts for, such as the wait for an answer that never came, is a
/// hollow bar.
class CallWaterfall : public QWidget {
    Q_OBJECT

public:
    CallWaterfall(const Theme& theme, QWidget* parent);

    void setRecord(const calls::CallRecord& record);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    bool event(QEvent* event) override;

private:
    struct Line {
        std::optional<calls::Phase> phase; ///< nothing: what no phase accounts for
        async::Duration begin{};
        async::Duration length{};

        QString title() const;
    };

    void paintLine(QPainter& painter, const QRect& area, const Line& line) const;

    const Theme& m_theme;
    std::vector<Line> m_lines;
    async::Duration m_total{};
    bool m_failed = false;
};

} // namespace dyno::ui
