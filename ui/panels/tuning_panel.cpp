#include "ui/panels/tuning_panel.h"

#include "ui/panels/duration_box.h"
#include "ui/panels/knob_row.h"
#include "ui/panels/tuning_command.h"

#include <QAction>
#include <QHBoxLayout>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace dyno::ui {
namespace {

using settings::Tuning;
using std::chrono::milliseconds;

constexpr int restMs = 700;     // a pause this long ends a gesture
constexpr int confirmMs = 2000; // the engine has answered by then, or never will

int timeoutMs(const Tuning& tuning) {
    return int(std::chrono::round<milliseconds>(tuning.timeouts.call).count());
}

KnobScale timeoutScale() {
    return {1, 3'600'000, true};
}

} // namespace

TuningPanel::TuningPanel(Theme& theme, QWidget* parent)
    : QWidget(parent) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(10, 8, 10, 10);
    column->setSpacing(16);
    column->addWidget(makeButtons(theme));
    const Tuning standard;
    addKnob(
        {new KnobRow(theme,
                     {tr("Pool"), tr("Connections to each server. Over stdio, each is a process of its own."),
                      tr("Costs the memory and the start-up of each.")},
                     {1, 64, false}, standard.pool.min, new QSpinBox(this), this),
         [](Tuning& tuning, int value) { tuning.pool.min = value; },
         [](const Tuning& tuning) { return tuning.pool.min; }});
    addKnob({new KnobRow(theme,
                         {tr("Workers"), tr("Callers of the workload, each with one call at a time."),
                          tr("More than the server can serve only lengthen the queue.")},
                         {1, 1000, true}, standard.workers, new QSpinBox(this), this),
             [](Tuning& tuning, int value) { tuning.workers = value; },
             [](const Tuning& tuning) { return tuning.workers; }});
    addKnob({new KnobRow(theme,
                         {tr("Call time-out"), tr("A call that takes longer, waiting included, is given up."),
                          tr("Too short turns slow calls into errors.")},
                         timeoutScale(), timeoutMs(standard), new DurationBox(this), this),
             [](Tuning& tuning, int value) { tuning.timeouts.call = milliseconds(value); }, timeoutMs});
    column->addStretch();
    m_gestureEnd.setSingleShot(true);
    m_gestureEnd.setInterval(restMs);
    connect(&m_gestureEnd, &QTimer::timeout, this, [this] { ++m_gesture; });
}

QWidget* TuningPanel::makeButtons(Theme& theme) {
    auto* buttons = new QWidget(this);
    auto* line = new QHBoxLayout(buttons);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(2);
    QAction* undo = m_undo.createUndoAction(this, tr("Undo"));
    undo->setShortcut(QKeySequence::Undo);
    bindIcon(theme, undo, u"undo"_s);
    QAction* redo = m_undo.createRedoAction(this, tr("Redo"));
    redo->setShortcut(QKeySequence::Redo);
    bindIcon(theme, redo, u"redo"_s);
    for (QAction* action : {undo, redo}) {
        auto* button = new QToolButton(buttons);
        button->setDefaultAction(action);
        button->setObjectName(action == undo ? u"undo"_s : u"redo"_s);
        button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        button->setFocusPolicy(Qt::StrongFocus);
        line->addWidget(button);
    }
    line->addStretch();
    return buttons;
}

void TuningPanel::addKnob(Knob knob) {
    const int number = int(m_knobs.size());
    static const QStringList names{u"pool"_s, u"workers"_s, u"callTimeout"_s};
    knob.row->setObjectName(names.value(number));
    layout()->addWidget(knob.row);
    connect(knob.row, &KnobRow::turned, this, [this, number](int value) { turn(number, value); });
    m_knobs.push_back(knob);
}

void TuningPanel::turn(int knob, int value) {
    Tuning next = m_tuning;
    m_knobs[knob].set(next, value);
    m_gestureEnd.start();
    m_undo.push(new TuningCommand(m_tuning, next, knob, m_gesture, [this](const Tuning& t) { apply(t); }));
}

void TuningPanel::setTuning(const Tuning& tuning) {
    if (tuning == m_tuning) {
        m_sent.invalidate();
        return;
    }
    if (m_sent.isValid() && !m_sent.hasExpired(confirmMs))
        return;
    m_sent.invalidate();
    show(tuning);
}

void TuningPanel::apply(const Tuning& tuning) {
    m_sent.start();
    show(tuning);
    Q_EMIT tuned(tuning);
}

void TuningPanel::show(const Tuning& tuning) {
    m_tuning = tuning;
    for (const Knob& knob : m_knobs)
        knob.row->setValue(knob.get(tuning));
}

} // namespace dyno::ui
