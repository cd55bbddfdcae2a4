#include "ui/dialogs/policy_fields.h"

#include "ui/dialogs/form_row.h"
#include "ui/dialogs/roots_text.h"
#include "ui/format.h"
#include "ui/panels/field_problem.h"
#include "ui/schema_arguments.h"
#include "ui/theme/theme.h"

#include <QComboBox>
#include <QFormLayout>
#include <QPlainTextEdit>

using namespace Qt::StringLiterals;

namespace dyno::ui {

using settings::AnswerBy;

namespace {

AnswerBy answerOf(const QComboBox& choice) {
    return AnswerBy(choice.currentData().toInt());
}

QComboBox* makeChoice(const QString& name, const QString& defaults, QWidget* parent) {
    auto* choice = new QComboBox(parent);
    choice->setObjectName(name);
    choice->addItem(PolicyFields::tr("decline"), int(AnswerBy::Decline));
    choice->addItem(defaults, int(AnswerBy::Defaults));
    choice->addItem(PolicyFields::tr("always the same answer"), int(AnswerBy::Fixed));
    choice->addItem(PolicyFields::tr("ask me in the window"), int(AnswerBy::Ask));
    return choice;
}

QPlainTextEdit* makeText(const QString& name, const QString& placeholder, QWidget* parent) {
    auto* text = new QPlainTextEdit(parent);
    text->setObjectName(name);
    text->setPlaceholderText(placeholder);
    text->setFont(Theme::numberFont());
    text->setTabChangesFocus(true);
    text->setFixedHeight(52);
    return text;
}

} // namespace

PolicyFields::PolicyFields(QFormLayout& form, QWidget* parent)
    : QObject(parent)
    , m_form(form)
    , m_elicitation(makeChoice(u"elicitation"_s, tr("accept with the form's defaults"), parent))
    , m_content(makeText(u"elicitationAnswer"_s, tr("{\"name\": \"value\"}"), parent))
    , m_sampling(makeChoice(u"sampling"_s, tr("a placeholder text"), parent))
    , m_completion(makeText(u"samplingAnswer"_s, tr("what “the model” says"), parent))
    , m_roots(makeText(u"roots"_s, tr("none; one folder a line"), parent))
    , m_contentProblem(new FieldProblem(m_content, parent))
    , m_rootsProblem(new FieldProblem(m_roots, parent)) {
    m_elicitation->setToolTip(tr("When the server asks a person to fill in a form"));
    m_content->setAccessibleName(tr("Answer to every form"));
    m_sampling->setToolTip(tr("When the server asks for a model's answer"));
    m_completion->setAccessibleName(tr("Answer in the model's place"));
    m_roots->setToolTip(tr("Folders that the server is told it may work in"));
    m_rows = {addField(form, tr("E&licitation"), m_elicitation),
              addField(form, QString(), m_content, m_contentProblem),
              addField(form, tr("&Sampling"), m_sampling), addField(form, QString(), m_completion),
              addField(form, tr("&Roots"), m_roots, m_rootsProblem)};
    for (QComboBox* choice : {m_elicitation, m_sampling})
        connect(choice, &QComboBox::currentIndexChanged, this, &PolicyFields::updateRows);
    for (QPlainTextEdit* text : {m_content, m_completion, m_roots})
        connect(text, &QPlainTextEdit::textChanged, this, &PolicyFields::changed);
    updateRows();
}

void PolicyFields::setVisible(bool visible) {
    m_visible = visible;
    updateRows();
}

void PolicyFields::updateRows() {
    for (QWidget* row : m_rows)
        m_form.setRowVisible(row, m_visible);
    m_form.setRowVisible(m_content->parentWidget(), m_visible && answerOf(*m_elicitation) == AnswerBy::Fixed);
    m_form.setRowVisible(m_completion->parentWidget(), m_visible && answerOf(*m_sampling) == AnswerBy::Fixed);
    Q_EMIT changed();
}

// An answer that was not begun is not wrong yet.
bool PolicyFields::validate() {
    const bool fixed = answerOf(*m_elicitation) == AnswerBy::Fixed;
    const QString wrongContent = fixed ? contentProblem() : QString();
    const auto roots = parseRoots(m_roots->toPlainText());
    m_contentProblem->setProblem(m_content->toPlainText().isEmpty() ? QString() : wrongContent);
    m_rootsProblem->setProblem(roots ? QString() : toQString(roots.error().message));
    return wrongContent.isEmpty() && roots;
}

QString PolicyFields::contentProblem() const {
    const auto problem = findJsonProblem(m_content->toPlainText());
    return problem
               ? tr("line %1, column %2: %3").arg(problem->line).arg(problem->column).arg(problem->message)
               : QString();
}

settings::ClientPolicy PolicyFields::policy() const {
    return {answerOf(*m_elicitation), m_content->toPlainText().toStdString(), answerOf(*m_sampling),
            m_completion->toPlainText().toStdString(), *parseRoots(m_roots->toPlainText())};
}

} // namespace dyno::ui
