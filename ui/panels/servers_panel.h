#pragma once

#include "engine/telemetry/snapshot.h"
#include "ui/theme/theme.h"

#include <QWidget>

#include <vector>

class QAction;
class QStackedWidget;
class QTreeView;

namespace dyno::ui {

class ErrorDetails;
class ServerModel;
class Strip;

/// The servers and their tools, and what can be done to them. Says why a failed one failed.
class ServersPanel : public QWidget {
    Q_OBJECT

public:
    ServersPanel(Theme& theme, QWidget* parent);

    void setSnapshot(const telemetry::Snapshot& snapshot);
    /// Servers that cannot be started before a person has given something; seen with the next snapshot.
    void setIncomplete(std::vector<ServerId> ids);
    /// The servers of a recording: nothing can be done to them.
    void setRecorded(bool recorded);
    /// Zero when none is selected; of a tool, its server.
    ServerId selected() const;
    void select(ServerId id);

Q_SIGNALS:
    void addRequested();
    void importRequested();
    void demoRequested();
    void startRequested(dyno::ServerId id);
    void stopRequested(dyno::ServerId id);
    void restartRequested(dyno::ServerId id);
    void removeRequested(dyno::ServerId id);
    void toolChosen(dyno::ServerId server, const QString& tool);
    void selectionChanged();

private:
    using Command = void (ServersPanel::*)(ServerId);

    void build(Theme& theme);
    void buildNeeds();
    QWidget* makeEmptyPage(Theme& theme);
    QAction* addCommand(Theme& theme, const QString& icon, const QString& text, Command command);
    void updateCommands();
    void activate(const QModelIndex& index);

    ServerModel* m_model;
    QTreeView* m_tree;
    QStackedWidget* m_pages;
    ErrorDetails* m_details;
    Strip* m_needs;
    QAction* m_start = nullptr;
    QAction* m_stop = nullptr;
    QAction* m_restart = nullptr;
    QAction* m_remove = nullptr;
    bool m_recorded = false;
};

} // namespace dyno::ui
