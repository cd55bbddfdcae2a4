#include "ui/panels/arguments_editor.h"

#include "engine/mcp/argument_validation.h"
#include "ui/format.h"
#include "ui/panels/field_problem.h"
#include "ui/schema_arguments.h"

#include <QHBoxLayout>
#include <QPlainTextEdit>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace dyno::ui {

ArgumentsEditor::ArgumentsEditor(Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_caption(new QLabel(this))
    , m_edit(new QPlainTextEdit(this))
    , m_problem(new FieldProblem(m_edit, this)) {
    m_edit->setObjectName(u"arguments"_s);
    m_edit->setFont(Theme::numberFont());
    m_edit->setTabChangesFocus(true);
    m_edit->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_edit->setMinimumHeight(4 * m_edit->fontMetrics().lineSpacing() + 12);
    m_edit->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Ignored);
    m_problem->setObjectName(u"argumentsProblem"_s);
    m_caption->setBuddy(m_edit);
    setCaption(tr("&Arguments"));
    auto* defaults = new QToolButton(this);
    defaults->setToolTip(tr("Begin anew with the schema's defaults"));
    defaults->setAccessibleName(tr("Begin anew"));
    bindIcon(theme, defaults, u"reset"_s);
    auto* header = new QHBoxLayout;
    header->addWidget(m_caption, 1);
    header->addWidget(defaults);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(3);
    column->addLayout(header);
    column->addWidget(m_edit, 1);
    column->addWidget(m_problem);
    connect(m_edit, &QPlainTextEdit::textChanged, this, &ArgumentsEditor::validate);
    connect(defaults, &QToolButton::clicked, this, [this] { setSchema(m_schema); });
    connect(&theme, &Theme::changed, this, &ArgumentsEditor::validate);
    setArguments(u"{}"_s);
}

void ArgumentsEditor::setCaption(const QString& caption) {
    m_caption->setText(tr("%1 (JSON)").arg(caption));
    m_edit->setAccessibleName(tr("%1, JSON").arg(QString(caption).remove(u'&')));
}

void ArgumentsEditor::setSchema(const std::string& inputSchema) {
    m_schema = inputSchema;
    setArguments(defaultArguments(inputSchema));
}

void ArgumentsEditor::setArguments(const QString& arguments) {
    m_edit->setPlainText(arguments);
}

std::string ArgumentsEditor::arguments() const {
    return m_edit->toPlainText().toStdString();
}

void ArgumentsEditor::validate() {
    const QString text = m_edit->toPlainText();
    if (const auto problem = findJsonProblem(text)) {
        show(tr("line %1, column %2: %3").arg(problem->line).arg(problem->column).arg(problem->message),
             problem->position);
    } else if (const auto checked = mcp::validateArguments(m_schema, text.toStdString()); !checked) {
        show(toQString(checked.error().message), -1);
    } else {
        show({}, -1);
    }
}

void ArgumentsEditor::show(const QString& problem, qsizetype position) {
    m_problem->setProblem(problem);
    QList<QTextEdit::ExtraSelection> marks;
    if (position >= 0) {
        QTextEdit::ExtraSelection mark;
        mark.cursor = m_edit->textCursor();
        mark.cursor.setPosition(int(std::clamp<qsizetype>(position - 1, 0, m_edit->toPlainText().size())));
        mark.cursor.movePosition(QTextCursor::NextCharacter, QTextCursor::KeepAnchor, 2);
        mark.format.setUnderlineStyle(QTextCharFormat::WaveUnderline);
        mark.format.setUnderlineColor(m_theme.colour(Colour::Bad));
        marks << mark;
    }
    m_edit->setExtraSelections(marks);
    m_valid = problem.isEmpty();
    Q_EMIT validityChanged();
}

} // namespace dyno::ui
