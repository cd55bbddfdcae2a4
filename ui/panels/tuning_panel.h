#pragma once

#include "engine/settings/tuning.h"
#include "ui/theme/theme.h"

#include <QElapsedTimer>
#include <QTimer>
#include <QUndoStack>
#include <QWidget>

#include <vector>

namespace dyno::ui {

class KnobRow;

/// Every knob. A turn applies at once and can be undone.
class TuningPanel : public QWidget {
    Q_OBJECT

public:
    TuningPanel(Theme& theme, QWidget* parent);

    /// What the engine uses. Ignored for a moment after a turn, while snapshots still carry the tuning before
    /// it.
    void setTuning(const settings::Tuning& tuning);
    const settings::Tuning& tuning() const { return m_tuning; }

    QUndoStack* undoStack() { return &m_undo; }

Q_SIGNALS:
    /// A turn, an undo or a redo; always within bounds.
    void tuned(const dyno::settings::Tuning& tuning);

private:
    struct Knob {
        KnobRow* row;
        void (*set)(settings::Tuning&, int);
        int (*get)(const settings::Tuning&);
    };

    QWidget* makeButtons(Theme& theme);
    void addKnob(Knob knob);
    void turn(int knob, int value);
    void apply(const settings::Tuning& tuning);
    void show(const settings::Tuning& tuning);

    settings::Tuning m_tuning;
    std::vector<Knob> m_knobs;
    QUndoStack m_undo;
    QTimer m_gestureEnd;
    int m_gesture = 0;
    QElapsedTimer m_sent; ///< since the last tuned(); invalid once a snapshot has confirmed it
};

} // namespace dyno::ui
