#pragma once

#include "engine/telemetry/snapshot.h"
#include "ui/theme/theme.h"

#include <QWidget>

#include <string>

class QPushButton;
class QTableView;

namespace dyno::ui {

class BreakerModel;

/// The breakers with what they were, and a hand on them.
class BreakersCard : public QWidget {
    Q_OBJECT

public:
    BreakersCard(const Theme& theme, QWidget* parent);

    void setSnapshot(const telemetry::Snapshot& snapshot);
    void setRecorded(bool recorded);

Q_SIGNALS:
    /// An empty tool: the breaker of the whole server.
    void tripRequested(dyno::ServerId server, const std::string& tool);
    void resetRequested(dyno::ServerId server, const std::string& tool);

private:
    using Command = void (BreakersCard::*)(ServerId, const std::string&);

    QPushButton* addCommand(const QString& name, const QString& text, const QString& toolTip,
                            Command command);
    void updateCommands();

    BreakerModel* m_model;
    QTableView* m_table;
    QPushButton* m_trip;
    QPushButton* m_reset;
    bool m_recorded = false;
};

} // namespace dyno::ui
