#include "ui/panels/tuning/knob_row.h"

#include "ui/format.h"
#include "ui/panels/field_problem.h"
#include "ui/panels/tuning/knob_editor.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace dyno::ui {

using settings::Knob;
using settings::KnobValue;

namespace {

void keepSpaceWhenHidden(QWidget& widget) {
    QSizePolicy policy = widget.sizePolicy();
    policy.setRetainSizeWhenHidden(true);
    widget.setSizePolicy(policy);
}

QLabel* smallPrint(const QString& text, const QString& role, QWidget* parent) {
    auto* label = new QLabel(text, parent);
    label->setFont(Theme::smallFont());
    label->setProperty("role", role);
    label->setWordWrap(true);
    return label;
}

QString explanation(const Knob& knob) {
    return toQString(knob.effect) % u' ' % toQString(knob.cost);
}

} // namespace

KnobRow::KnobRow(Theme& theme, const Knob& knob, QWidget* parent)
    : QWidget(parent)
    , m_knob(knob)
    , m_default(knob.get(settings::Tuning{}))
    , m_value(m_default)
    , m_editor(makeKnobEditor(knob, this))
    , m_problem(new FieldProblem(m_editor->field(), this))
    , m_explanation(smallPrint(explanation(knob), u"muted"_s, this))
    , m_hint(smallPrint({}, u"hint"_s, this)) {
    setObjectName(toQString(knob.key));
    setToolTip(u"%1\n%2"_s.arg(
        toQString(knob.key),
        tr("default %1; %2").arg(toQString(knobText(knob, m_default)), toQString(rangeText(knob)))));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(2);
    column->addWidget(makeHeader(theme));
    column->addWidget(m_editor);
    column->addWidget(m_problem);
    column->addWidget(m_hint);
    column->addWidget(m_explanation);
    m_hint->hide();
    connect(m_editor, &KnobEditor::edited, this, &KnobRow::turnTo);
    connect(m_editor, &KnobEditor::problemFound, this, [this](const QString& problem) {
        m_typed = problem;
        showMarks();
    });
    m_editor->setValue(m_value);
    showMarks();
}

QWidget* KnobRow::makeHeader(Theme& theme) {
    auto* header = new QWidget(this);
    m_name = new QLabel(toQString(m_knob.label), header);
    m_name->setMinimumWidth(60); // it must not force the dock's width
    m_mark = new QLabel(u"●"_s, header);
    m_mark->setToolTip(tr("Differs from its default"));
    const auto colourMark = [this, &theme] {
        m_mark->setStyleSheet(u"color: "_s % theme.colour(Colour::Accent).name());
    };
    colourMark();
    connect(&theme, &Theme::changed, m_mark, colourMark);
    m_reset = new QToolButton(header);
    m_reset->setObjectName(u"reset"_s);
    m_reset->setToolTip(tr("Back to the default, %1").arg(toQString(knobText(m_knob, m_default))));
    m_reset->setAccessibleName(tr("Reset %1").arg(toQString(m_knob.label)));
    bindIcon(theme, m_reset, u"reset"_s);
    keepSpaceWhenHidden(*m_reset);
    connect(m_reset, &QToolButton::clicked, this, [this] { turnTo(m_default); });
    auto* line = new QHBoxLayout(header);
    line->setContentsMargins(0, 0, 0, 0);
    line->addWidget(m_name);
    line->addWidget(m_mark);
    line->addStretch();
    line->addWidget(m_reset);
    return header;
}

void KnobRow::setValue(const KnobValue& value) {
    if (value == m_value)
        return; // what is being typed stays
    m_value = value;
    m_editor->setValue(value);
    showMarks();
}

bool KnobRow::matches(const QString& text) const {
    return toQString(m_knob.label).contains(text, Qt::CaseInsensitive) ||
           toQString(m_knob.key).contains(text, Qt::CaseInsensitive);
}

void KnobRow::setConflict(const QString& conflict) {
    if (conflict == m_conflict)
        return;
    m_conflict = conflict;
    showMarks();
}

QString KnobRow::problem() const {
    return m_typed.isEmpty() ? m_conflict : m_typed;
}

void KnobRow::setReach(const KnobReach& reach) {
    if (reach == m_reach)
        return;
    m_reach = reach;
    m_editor->setEnabled(!reach.inert);
    m_name->setEnabled(!reach.inert);
    m_editor->field()->setAccessibleDescription(reach.why);
    m_hint->setText(reach.why);
    m_hint->setVisible(!reach.why.isEmpty());
}

void KnobRow::turnTo(const KnobValue& value) {
    const bool same = value == m_value;
    m_value = value;
    m_editor->setValue(value);
    showMarks();
    if (!same)
        Q_EMIT turned(value);
}

void KnobRow::showMarks() {
    m_problem->setProblem(problem());
    m_mark->setVisible(differs());
    m_reset->setVisible(differs() || !problem().isEmpty());
    Q_EMIT marked();
}

} // namespace dyno::ui
