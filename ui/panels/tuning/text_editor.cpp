#include "ui/panels/tuning/text_editor.h"

#include "ui/format.h"

#include <QHBoxLayout>
#include <QLineEdit>

using namespace Qt::StringLiterals;

namespace dyno::ui {
namespace {

QString placeholder(const settings::Knob& knob) {
    return knob.kind == settings::KnobKind::Rules ? u"[{\"tool\":\"get\",\"batchTool\":\"get_many\"}]"_s
                                                  : toQString(knob.unit);
}

} // namespace

TextEditor::TextEditor(const settings::Knob& knob, QWidget* parent)
    : KnobEditor(parent)
    , m_knob(knob)
    , m_edit(new QLineEdit(this)) {
    m_edit->setAccessibleName(toQString(knob.label));
    m_edit->setPlaceholderText(placeholder(knob));
    auto* line = new QHBoxLayout(this);
    line->setContentsMargins(0, 0, 0, 0);
    line->addWidget(m_edit);
    connect(m_edit, &QLineEdit::textEdited, this, &TextEditor::check);
    connect(m_edit, &QLineEdit::editingFinished, this, &TextEditor::tell);
}

QWidget* TextEditor::field() {
    return m_edit;
}

void TextEditor::setValue(const settings::KnobValue& value) {
    m_value = value;
    const std::string& text = std::get<std::string>(value);
    m_edit->setText(text == "[]" ? QString() : toQString(text));
    m_edit->setCursorPosition(0);
    Q_EMIT problemFound({});
}

void TextEditor::check() {
    const auto value = settings::parseKnob(m_knob, m_edit->text().toStdString());
    Q_EMIT problemFound(value.has_error() ? toQString(value.error().message) : QString());
}

void TextEditor::tell() {
    const auto value = settings::parseKnob(m_knob, m_edit->text().toStdString());
    if (value.has_error() || *value == m_value)
        return;
    setValue(*value);
    Q_EMIT edited(*value);
}

} // namespace dyno::ui
