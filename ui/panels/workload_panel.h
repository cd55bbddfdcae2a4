#pragma once

#include "engine/telemetry/snapshot.h"
#include "ui/theme/theme.h"

#include <QWidget>

#include <set>

class QComboBox;
class QLabel;
class QProgressBar;
class QPushButton;

namespace dyno::ui {

class ArgumentsEditor;
class ExtentField;
class Strip;

/// What the workload calls and how much, and how far it is. A tool that is not marked read-only is loaded
/// only after a yes, asked for here.
class WorkloadPanel : public QWidget {
    Q_OBJECT

public:
    WorkloadPanel(Theme& theme, QWidget* parent);

    void setSnapshot(const telemetry::Snapshot& snapshot);
    /// Chooses a tool, as from the list of servers. Unknown ones are ignored.
    void selectTool(ServerId server, const QString& tool);
    /// As the button does: asks first where it must, does nothing while something is missing.
    void run();
    bool canRun() const;
    /// "echo on demo", or what is missing.
    QString summary() const;

Q_SIGNALS:
    void startRequested(const dyno::workload::Scenario& scenario);
    void stopRequested();
    void readinessChanged();

private:
    void build(Theme& theme);
    QWidget* makeQuestion();
    QWidget* makeButtons(Theme& theme);
    void updateServers(const std::vector<telemetry::ServerStatus>& servers);
    void updateTools();
    void toolChosen();
    void start();
    void showProgress(const telemetry::WorkloadStatus& status);
    const telemetry::ServerStatus* chosenServer() const;
    const mcp::Tool* chosenTool() const;
    workload::Scenario scenario() const;

    std::vector<telemetry::ServerStatus> m_servers;
    std::set<std::pair<ServerId, std::string>> m_allowed; ///< tools that were confirmed
    QComboBox* m_server;
    QComboBox* m_tool;
    QLabel* m_kind;
    ArgumentsEditor* m_arguments;
    ExtentField* m_extent;
    ExtentField* m_warmup;
    QLabel* m_workers;
    Strip* m_question;
    QPushButton* m_run;
    QPushButton* m_stop;
    QLabel* m_status;
    QProgressBar* m_progress;
};

} // namespace dyno::ui
