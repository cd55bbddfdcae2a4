#include "ui/panels/tuning/knob_section.h"

#include "ui/format.h"
#include "ui/models/stage_effect.h"
#include "ui/panels/tuning/knob_row.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <QToolButton>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace dyno::ui {

KnobSection::KnobSection(Theme& theme, const QString& stage, QWidget* parent)
    : QFrame(parent)
    , m_theme(theme)
    , m_stage(stage)
    , m_effect(new QLabel(this))
    , m_body(new QWidget(this))
    , m_column(new QVBoxLayout(m_body)) {
    setObjectName(u"section."_s % stage);
    setProperty("card", true);
    m_effect->setFont(Theme::smallFont());
    m_effect->setProperty("role", u"muted"_s);
    m_effect->setContentsMargins(22, 0, 0, 0);
    m_effect->setWordWrap(true);
    m_effect->hide();
    m_column->setContentsMargins(6, 6, 4, 4);
    m_column->setSpacing(12);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(4, 4, 4, 6);
    column->setSpacing(0);
    column->addWidget(makeHeader(theme));
    column->addWidget(m_effect);
    column->addWidget(m_body);
    showBody(false);
}

QWidget* KnobSection::makeHeader(Theme& theme) {
    auto* header = new QWidget(this);
    m_fold = new QToolButton(header);
    m_fold->setObjectName(u"fold"_s);
    m_fold->setText(stageTitle(m_stage.toStdString()));
    m_fold->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_fold->setProperty("heading", true);
    m_fold->setFocusPolicy(Qt::StrongFocus);
    m_fold->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    m_fold->setMinimumWidth(70); // it must not force the dock's width
    m_changed = new QLabel(header);
    m_changed->setToolTip(tr("Knobs that differ from their default"));
    m_changed->setFont(Theme::smallFont());
    connect(&theme, &Theme::changed, m_changed, [this] { colourChanged(); });
    m_switch = new QCheckBox(tr("on"), header);
    m_switch->setObjectName(u"switch"_s);
    m_switch->setAccessibleName(tr("%1: on").arg(m_fold->text()));
    m_switch->hide();
    auto* line = new QHBoxLayout(header);
    line->setContentsMargins(0, 0, 4, 0);
    line->addWidget(m_fold, 1);
    line->addWidget(m_changed);
    line->addWidget(m_switch);
    connect(m_fold, &QToolButton::clicked, this, [this] {
        setUnfolded(m_body->isHidden());
        Q_EMIT foldChanged();
    });
    return header;
}

void KnobSection::addRow(KnobRow* row) {
    row->setParent(m_body);
    m_column->addWidget(row);
    m_rows.push_back(row);
    connect(row, &KnobRow::marked, this, &KnobSection::refresh);
    if (toQString(row->knob().key) != m_stage % u".on"_s)
        return;
    m_switched = row;
    m_switch->show();
    // The row is told as if it had been turned there.
    connect(m_switch, &QCheckBox::toggled, row,
            [row](bool on) { row->findChild<QCheckBox*>()->setChecked(on); });
}

void KnobSection::setEffect(const QString& effect) {
    if (m_effect->text() == effect)
        return;
    m_effect->setText(effect);
    m_effect->setVisible(!effect.isEmpty());
    m_fold->setAccessibleDescription(effect);
}

void KnobSection::refresh() {
    const auto changed = std::ranges::count_if(m_rows, &KnobRow::differs);
    m_wrong = std::ranges::any_of(m_rows, [](const KnobRow* row) { return !row->problem().isEmpty(); });
    const QString text = m_wrong        ? tr("invalid")
                         : changed == 0 ? QString()
                                        : QString(u"● "_s % QString::number(changed));
    if (m_changed->text() != text)
        m_changed->setText(text);
    colourChanged();
    if (m_switched) {
        const QSignalBlocker quiet(m_switch);
        m_switch->setChecked(std::get<bool>(m_switched->value()));
    }
}

void KnobSection::colourChanged() {
    const QString colour = u"color: "_s % m_theme.colour(m_wrong ? Colour::Bad : Colour::Accent).name();
    if (m_changed->styleSheet() != colour)
        m_changed->setStyleSheet(colour);
}

void KnobSection::setUnfolded(bool unfolded) {
    m_unfolded = unfolded;
    showBody(unfolded);
}

void KnobSection::showBody(bool shown) {
    m_body->setVisible(shown);
    m_fold->setArrowType(shown ? Qt::DownArrow : Qt::RightArrow);
}

void KnobSection::filter(const QString& text, bool onlyChanged) {
    const bool looking = onlyChanged || !text.isEmpty();
    // The name of the stage stands for all of its knobs.
    const bool whole = !text.isEmpty() && m_fold->text().contains(text, Qt::CaseInsensitive);
    bool any = false;
    for (KnobRow* row : m_rows) {
        const bool shown = (whole || row->matches(text)) && (!onlyChanged || row->differs());
        row->setVisible(shown);
        any |= shown;
    }
    setVisible(any);
    showBody(looking ? any : m_unfolded);
}

} // namespace dyno::ui
