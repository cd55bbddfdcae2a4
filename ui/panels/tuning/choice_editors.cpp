#include "ui/panels/tuning/choice_editors.h"

#include "ui/format.h"

#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QSignalBlocker>

using namespace Qt::StringLiterals;

namespace dyno::ui {

using settings::Knob;
using settings::KnobValue;

namespace {

QHBoxLayout* lineIn(QWidget* editor) {
    auto* line = new QHBoxLayout(editor);
    line->setContentsMargins(0, 0, 0, 0);
    return line;
}

} // namespace

FlagEditor::FlagEditor(const Knob& knob, QWidget* parent)
    : KnobEditor(parent)
    , m_box(new QCheckBox(tr("on"), this)) {
    m_box->setAccessibleName(toQString(knob.label));
    lineIn(this)->addWidget(m_box);
    connect(m_box, &QCheckBox::toggled, this, [this](bool on) { Q_EMIT edited(on); });
}

void FlagEditor::setValue(const KnobValue& value) {
    const QSignalBlocker quiet(m_box);
    m_box->setChecked(std::get<bool>(value));
}

QWidget* FlagEditor::field() {
    return m_box;
}

ChoiceEditor::ChoiceEditor(const Knob& knob, QWidget* parent)
    : KnobEditor(parent)
    , m_choices(new QComboBox(this)) {
    for (const std::string_view choice : knob.choices)
        m_choices->addItem(toQString(choice));
    m_choices->setAccessibleName(toQString(knob.label));
    guardFromWheel(m_choices);
    lineIn(this)->addWidget(m_choices);
    connect(m_choices, &QComboBox::currentTextChanged, this,
            [this](const QString& text) { Q_EMIT edited(text.toStdString()); });
}

void ChoiceEditor::setValue(const KnobValue& value) {
    const QSignalBlocker quiet(m_choices);
    m_choices->setCurrentText(toQString(std::get<std::string>(value)));
}

QWidget* ChoiceEditor::field() {
    return m_choices;
}

NamesEditor::NamesEditor(const Knob& knob, QWidget* parent)
    : KnobEditor(parent)
    , m_knob(knob) {
    auto* column = new QVBoxLayout(this); // beside each other they would not fit a narrow dock
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(2);
    for (const std::string_view name : knob.choices) {
        auto* box = new QCheckBox(toQString(name), this);
        box->setAccessibleName(toQString(knob.label) % u": "_s % box->text());
        column->addWidget(box);
        m_boxes.push_back(box);
        connect(box, &QCheckBox::toggled, this, &NamesEditor::tell);
    }
}

void NamesEditor::setValue(const KnobValue& value) {
    const QString text = toQString(std::get<std::string>(value));
    const QStringList names = text.split(u',');
    for (QCheckBox* box : m_boxes) {
        const QSignalBlocker quiet(box);
        box->setChecked(
            std::ranges::any_of(names, [box](const QString& name) { return name.trimmed() == box->text(); }));
    }
}

void NamesEditor::tell() {
    QStringList names;
    for (const QCheckBox* box : m_boxes)
        if (box->isChecked())
            names << box->text();
    if (const auto value = settings::parseKnob(m_knob, names.join(u',').toStdString()))
        Q_EMIT edited(*value);
}

} // namespace dyno::ui
