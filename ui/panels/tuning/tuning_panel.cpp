#include "ui/panels/tuning/tuning_panel.h"

#include "engine/settings/knobs.h"
#include "ui/format.h"
#include "ui/models/stage_effect.h"
#include "ui/panels/strip.h"
#include "ui/panels/tuning/knob_row.h"
#include "ui/panels/tuning/knob_section.h"
#include "ui/panels/tuning/tuning_command.h"
#include "ui/panels/tuning/tuning_conflict.h"

#include <QAction>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QToolButton>

#include <utility>

using namespace Qt::StringLiterals;

namespace dyno::ui {
namespace {

using settings::Tuning;

constexpr int restMs = 700;     // a pause this long ends a gesture
constexpr int confirmMs = 2000; // the engine has answered by then, or never will
constexpr int wholeTuning = -2; // names what turns every knob; -1 would be no name to Qt

} // namespace

TuningPanel::TuningPanel(Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_column(new QVBoxLayout(this))
    , m_remarks(new Strip(Strip::Tone::Warning, Qt::Vertical, this)) {
    m_column->setContentsMargins(6, 6, 6, 8);
    m_column->setSpacing(6);
    m_column->addWidget(makeButtons(theme));
    m_column->addWidget(makeSearch(theme));
    buildRemarks();
    addKnobs(theme);
    m_column->addStretch();
    m_gestureEnd.setSingleShot(true);
    m_gestureEnd.setInterval(restMs);
    connect(&m_gestureEnd, &QTimer::timeout, this, [this] { ++m_gesture; });
    setUnfolded({u"pool"_s, u"workload"_s});
    refresh();
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
        button->setAccessibleName(action->text());
        button->setFocusPolicy(Qt::StrongFocus);
        line->addWidget(button);
    }
    line->addStretch();
    m_onlyChanged = new QToolButton(buttons);
    m_onlyChanged->setObjectName(u"onlyChanged"_s);
    m_onlyChanged->setText(tr("Changed"));
    m_onlyChanged->setToolTip(tr("Show only what differs from its default"));
    m_onlyChanged->setCheckable(true);
    m_onlyChanged->setProperty("outlined", true);
    m_onlyChanged->setFocusPolicy(Qt::StrongFocus);
    connect(m_onlyChanged, &QToolButton::toggled, this, &TuningPanel::filter);
    line->addWidget(m_onlyChanged);
    return buttons;
}

QWidget* TuningPanel::makeSearch(Theme& theme) {
    m_search = new QLineEdit(this);
    m_search->setObjectName(u"knobSearch"_s);
    m_search->setPlaceholderText(tr("Find a knob, by name or key"));
    m_search->setAccessibleName(tr("Find a knob"));
    m_search->setClearButtonEnabled(true);
    QAction* icon = m_search->addAction(QIcon(), QLineEdit::LeadingPosition);
    bindIcon(theme, icon, u"search"_s, Colour::MutedText);
    connect(m_search, &QLineEdit::textChanged, this, &TuningPanel::filter);
    return m_search;
}

void TuningPanel::buildRemarks() {
    m_remarks->setObjectName(u"tuningRemarks"_s);
    auto* dismiss = new QPushButton(tr("Dismiss"), m_remarks);
    connect(dismiss, &QPushButton::clicked, m_remarks, &QWidget::hide);
    m_remarks->addButton(dismiss);
    m_column->addWidget(m_remarks);
}

void TuningPanel::setRemarks(const QString& remarks) {
    m_remarks->setText(remarks);
    m_remarks->setVisible(!remarks.isEmpty());
}

void TuningPanel::addKnobs(Theme& theme) {
    for (const settings::Knob& knob : settings::knobs()) {
        const QString stage = toQString(stageOf(knob));
        if (m_sections.empty() || m_sections.back()->stage() != stage) {
            m_sections.push_back(new KnobSection(theme, stage, this));
            m_column->addWidget(m_sections.back());
        }
        auto* row = new KnobRow(theme, knob, this);
        m_sections.back()->addRow(row);
        connect(row, &KnobRow::turned, this,
                [this, number = m_rows.size()](const settings::KnobValue& value) { turn(number, value); });
        m_rows.push_back(row);
    }
    for (KnobSection* section : m_sections)
        section->setUnfolded(false);
}

// What is valid with all that waits is sent with it; or else alone, if that is valid; or waits too.
void TuningPanel::turn(std::size_t knob, const settings::KnobValue& value) {
    m_gestureEnd.start();
    m_waiting[knob] = value;
    Tuning alone = m_tuning;
    m_rows[knob]->knob().set(alone, value);
    if (const Tuning all = draft(); validate(all)) {
        m_waiting.clear();
        push(all, int(knob));
    } else if (validate(alone)) {
        m_waiting.erase(knob);
        push(alone, int(knob));
    }
    markConflicts();
    refresh();
}

void TuningPanel::push(const Tuning& next, int knob) {
    if (next == m_tuning)
        return;
    m_turning = true;
    m_undo.push(new TuningCommand(m_tuning, next, knob, m_gesture, [this](const Tuning& t) { apply(t); }));
    m_turning = false;
}

void TuningPanel::load(const Tuning& tuning) {
    m_waiting.clear();
    ++m_gesture;
    push(tuning, wholeTuning);
    markConflicts();
}

Tuning TuningPanel::draft() const {
    Tuning tuning = m_tuning;
    for (const auto& [knob, value] : m_waiting)
        m_rows[knob]->knob().set(tuning, value);
    return tuning;
}

void TuningPanel::markConflicts() {
    const Tuning tuning = draft();
    const auto valid = validate(tuning);
    const auto found = conflictingKnobs(tuning);
    for (KnobRow* row : m_rows) {
        const bool conflicts = std::ranges::find(found, &row->knob()) != found.end();
        row->setConflict(conflicts ? toQString(valid.error().message) : QString());
    }
}

void TuningPanel::setSnapshot(const telemetry::Snapshot& snapshot) {
    for (KnobSection* section : m_sections)
        section->setEffect(stageEffect(section->stage().toStdString(), snapshot));
    const auto protocol = [](const telemetry::ServerStatus& server) { return server.protocolVersion; };
    const bool serversChanged = !std::ranges::equal(m_servers, snapshot.servers, {}, protocol, protocol);
    if (serversChanged) {
        m_servers = snapshot.servers;
        refresh();
    }
    if (snapshot.tuning == m_tuning) {
        m_sent.invalidate();
        return;
    }
    if (m_sent.isValid() && !m_sent.hasExpired(confirmMs))
        return;
    m_sent.invalidate();
    m_waiting.clear();
    show(snapshot.tuning);
    markConflicts();
}

void TuningPanel::apply(const Tuning& tuning) {
    m_sent.start();
    if (!m_turning) // an undo drops what waits
        m_waiting.clear();
    show(tuning);
    markConflicts();
    Q_EMIT tuned(tuning);
}

void TuningPanel::show(const Tuning& tuning) {
    m_tuning = tuning;
    for (std::size_t i = 0; i < m_rows.size(); ++i)
        if (!m_waiting.contains(i))
            m_rows[i]->setValue(m_rows[i]->knob().get(tuning));
    refresh();
}

void TuningPanel::refresh() {
    const Tuning tuning = draft();
    for (KnobRow* row : m_rows) {
        KnobReach reach = reachOf(row->knob(), tuning, m_servers);
        reach.inert &= row->problem().isEmpty(); // it must be possible to put it right
        row->setReach(reach);
    }
}

void TuningPanel::filter() {
    for (KnobSection* section : m_sections)
        section->filter(m_search->text().trimmed(), m_onlyChanged->isChecked());
}

void TuningPanel::showStage(const QString& stage) {
    m_search->clear();
    m_onlyChanged->setChecked(false);
    const auto found = std::ranges::find(m_sections, stage, &KnobSection::stage);
    if (found == m_sections.end())
        return;
    (*found)->setUnfolded(true);
    // Where it is only once it has been laid out.
    const auto reveal = [this, section = *found] {
        for (QWidget* above = parentWidget(); above; above = above->parentWidget())
            if (auto* scroll = qobject_cast<QScrollArea*>(above))
                return scroll->ensureWidgetVisible(section, 0, 8);
    };
    QMetaObject::invokeMethod(this, reveal, Qt::QueuedConnection);
}

QStringList TuningPanel::unfolded() const {
    QStringList stages;
    for (const KnobSection* section : m_sections)
        if (section->isUnfolded())
            stages << section->stage();
    return stages;
}

void TuningPanel::setUnfolded(const QStringList& stages) {
    for (KnobSection* section : m_sections)
        section->setUnfolded(stages.contains(section->stage()));
}

} // namespace dyno::ui
