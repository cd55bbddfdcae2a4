#pragma once

#include "engine/telemetry/snapshot.h"
#include "ui/theme/theme.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QTableView;
class QToolButton;

namespace dyno::ui {

class TraceFilter;
class TraceModel;

/// Every message to and from the servers, newest at the bottom, and the chosen one beside them. Follows while
/// it shows the end and stays put otherwise.
class TracePanel : public QWidget {
    Q_OBJECT

public:
    TracePanel(Theme& theme, QWidget* parent);

    void setSnapshot(const telemetry::Snapshot& snapshot);

Q_SIGNALS:
    /// The trace is wanted while somebody looks.
    void watchRequested(bool on);

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    QWidget* makeTable(Theme& theme);
    QLayout* makeHeader(Theme& theme);
    void addCommands(Theme& theme, QLayout& line);
    void wireFilter();
    void updateServers(const std::vector<telemetry::ServerStatus>& servers);
    void updateCount();
    void showMessage();
    void copy() const;

    TraceModel* m_model;
    TraceFilter* m_filter;
    QTableView* m_table;
    QPlainTextEdit* m_message;
    QComboBox* m_server;
    QComboBox* m_direction;
    QComboBox* m_kind;
    QLineEdit* m_search;
    QLabel* m_count;
    QToolButton* m_pause;
    std::shared_ptr<const std::vector<telemetry::TraceEntry>> m_trace;
};

} // namespace dyno::ui
