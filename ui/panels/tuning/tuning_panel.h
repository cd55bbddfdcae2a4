#pragma once

#include "engine/settings/knobs.h"
#include "engine/telemetry/snapshot.h"
#include "ui/theme/theme.h"

#include <QElapsedTimer>
#include <QTimer>
#include <QUndoStack>
#include <QWidget>

#include <map>
#include <vector>

class QLineEdit;
class QToolButton;
class QVBoxLayout;

namespace dyno::ui {

class KnobRow;
class KnobSection;
class Strip;

/// Every knob, by stage. A turn applies at once and can be undone; one that does not go with the others is
/// marked and waits until it does.
class TuningPanel : public QWidget {
    Q_OBJECT

public:
    TuningPanel(Theme& theme, QWidget* parent);

    /// The tuning in it is ignored for a moment after a turn, while snapshots still carry the one before.
    void setSnapshot(const telemetry::Snapshot& snapshot);
    const settings::Tuning& tuning() const { return m_tuning; }
    /// All knobs at once, as one turn; the tuning is valid.
    void load(const settings::Tuning& tuning);

    /// Over the knobs, until it is taken away; empty: nothing.
    void setRemarks(const QString& remarks);

    QUndoStack* undoStack() { return &m_undo; }
    /// Unfolds the stage and brings it into view.
    void showStage(const QString& stage);
    /// The stages that are unfolded.
    QStringList unfolded() const;
    void setUnfolded(const QStringList& stages);

Q_SIGNALS:
    /// A turn, an undo or a redo; always valid.
    void tuned(const dyno::settings::Tuning& tuning);

private:
    QWidget* makeButtons(Theme& theme);
    QWidget* makeSearch(Theme& theme);
    void buildRemarks();
    void addKnobs(Theme& theme);
    void turn(std::size_t knob, const settings::KnobValue& value);
    void push(const settings::Tuning& next, int knob);
    void apply(const settings::Tuning& tuning);
    void show(const settings::Tuning& tuning);
    settings::Tuning draft() const;
    void markConflicts();
    void refresh();
    void filter();

    settings::Tuning m_tuning;
    std::vector<KnobRow*> m_rows; ///< in the order of settings::knobs()
    std::vector<KnobSection*> m_sections;
    std::map<std::size_t, settings::KnobValue> m_waiting; ///< turned, but not valid beside the others
    std::vector<telemetry::ServerStatus> m_servers;
    bool m_turning = false; ///< a turn is put on the stack, no undo
    QUndoStack m_undo;
    QTimer m_gestureEnd;
    int m_gesture = 0;
    QElapsedTimer m_sent; ///< since the last tuned(); invalid once a snapshot has confirmed it
    QVBoxLayout* m_column;
    Strip* m_remarks;
    QLineEdit* m_search = nullptr;
    QToolButton* m_onlyChanged = nullptr;
};

} // namespace dyno::ui
