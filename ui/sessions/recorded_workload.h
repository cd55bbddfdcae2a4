#pragma once

#include "engine/sessions/call_query.h"
#include "engine/sessions/session_info.h"
#include "engine/telemetry/snapshot.h"

#include <QWidget>

#include <vector>

class QFormLayout;
class QLabel;
class QListWidget;
class QPlainTextEdit;

namespace dyno::ui {

/// What was run in a session that is open, in the place where the engine's workload is set up.
class RecordedWorkload : public QWidget {
    Q_OBJECT

public:
    explicit RecordedWorkload(QWidget* parent);

    void setSession(const sessions::SessionInfo& info, const telemetry::Snapshot& snapshot);

Q_SIGNALS:
    /// Wants to see the figures of one run.
    void rangeRequested(std::optional<dyno::sessions::Range> range);

private:
    QLabel* addRow(QFormLayout& form, const QString& caption);
    void showRun(int row);

    QLabel* m_tool;
    QLabel* m_extent;
    QLabel* m_warmup;
    QLabel* m_workers;
    QPlainTextEdit* m_arguments;
    QListWidget* m_runs;
    std::vector<sessions::RunInfo> m_infos;
};

} // namespace dyno::ui
