#pragma once

#include "engine/telemetry/snapshot.h"
#include "ui/bridge/session_source.h"
#include "ui/panels/calls/calls_status.h"
#include "ui/theme/theme.h"

#include <QPointer>
#include <QTimer>
#include <QWidget>

class QSplitter;
class QTableView;

namespace dyno::ui {

class CallDetails;
class CallFilterBar;
class CallInspector;
class CallsModel;
class Placeholder;
class Strip;

/// Every kept call of a session, newest at the bottom, with a filter above and the chosen one beside it.
/// Follows while it shows the end and stays put otherwise.
class CallsPanel : public QWidget {
    Q_OBJECT

public:
    CallsPanel(Theme& theme, QWidget* parent);

    /// The session whose calls are shown; null: there is none. Stays the caller's, may go at any time.
    void setSource(SessionSource* source);
    /// For the servers' names and tools, and how much is kept.
    void setSnapshot(const telemetry::Snapshot& snapshot);
    /// Only calls that ended in it.
    void setRange(std::optional<sessions::Range> range);
    /// The session is being recorded: calls come in.
    void setLive(bool live);

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    QWidget* makeTable(Theme& theme);
    void wire();
    void addShortcuts();
    void search();
    void reorder(int column, Qt::SortOrder order);
    void showOrder();
    void updateTimer();
    void updateStatus();
    std::optional<CallsStatus::Counts> counts() const;
    QString emptyText() const;
    void keepPlace();
    void askForCounts();

    CallsModel* m_model;
    CallDetails* m_details;
    CallFilterBar* m_bar;
    CallsStatus* m_status;
    Strip* m_problem;
    QSplitter* m_split;
    QTableView* m_table;
    Placeholder* m_empty;
    CallInspector* m_inspector;
    QTimer m_pace; ///< of looking for more
    QPointer<SessionSource> m_source;
    struct Counts {
        std::uint64_t kept = 0;
        std::uint64_t seen = 0;
    };
    Counts m_recorded; ///< as the engine counts them
    Counts m_filed;    ///< as the file had them when it became the source
    std::optional<sessions::Range> m_range;
    sessions::CallOrder m_order = sessions::CallOrder::Ended;
    bool m_live = false;
};

} // namespace dyno::ui
