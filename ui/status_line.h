#pragma once

#include "engine/telemetry/snapshot.h"
#include "ui/theme/theme.h"

#include <QStatusBar>

class QLabel;

namespace dyno::ui {

/// What the console itself costs, and the protocol of the selected server.
class StatusLine : public QStatusBar {
    Q_OBJECT

public:
    explicit StatusLine(QWidget* parent);

    /// `selected` may be 0.
    void setSnapshot(const telemetry::Snapshot& snapshot, ServerId selected);

private:
    QLabel* addField(const QString& toolTip);

    QLabel* m_cpu;
    QLabel* m_lost;
    QLabel* m_memory;
    QLabel* m_recording;
    QLabel* m_protocol;
};

} // namespace dyno::ui
