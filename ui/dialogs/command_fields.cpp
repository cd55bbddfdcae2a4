#include "ui/dialogs/command_fields.h"

#include "engine/settings/command_line.h"
#include "ui/dialogs/environment_text.h"
#include "ui/dialogs/form_row.h"
#include "ui/dialogs/url_text.h"
#include "ui/format.h"
#include "ui/panels/field_problem.h"
#include "ui/theme/theme.h"

#include <QDir>
#include <QFileInfo>
#include <QFormLayout>
#include <QLineEdit>
#include <QPlainTextEdit>

using namespace Qt::StringLiterals;

namespace dyno::ui {

CommandFields::CommandFields(QFormLayout& form, QWidget* parent)
    : QObject(parent)
    , m_form(form)
    , m_command(new QLineEdit(parent))
    , m_environment(new QPlainTextEdit(parent))
    , m_directory(new QLineEdit(parent))
    , m_commandProblem(new FieldProblem(m_command, parent))
    , m_environmentProblem(new FieldProblem(m_environment, parent))
    , m_directoryProblem(new FieldProblem(m_directory, parent)) {
    m_command->setObjectName(u"commandLine"_s);
    m_command->setPlaceholderText(tr("npx -y @modelcontextprotocol/server-everything"));
    m_command->setToolTip(tr("A program and its arguments. Quotes work as in a shell; nothing is expanded."));
    m_environment->setObjectName(u"environment"_s);
    m_environment->setPlaceholderText(tr("KEY=VALUE, one a line"));
    m_environment->setTabChangesFocus(true);
    m_environment->setFixedHeight(84);
    m_directory->setObjectName(u"directory"_s);
    m_directory->setPlaceholderText(tr("the console's own"));
    for (QWidget* field : std::initializer_list<QWidget*>{m_command, m_environment, m_directory})
        field->setFont(Theme::numberFont());
    m_rows = {addField(form, tr("&Command line"), m_command, m_commandProblem),
              addField(form, tr("&Environment"), m_environment, m_environmentProblem),
              addField(form, tr("Working &directory"), m_directory, m_directoryProblem)};
    connect(m_command, &QLineEdit::textChanged, this, &CommandFields::commandEdited);
    connect(m_environment, &QPlainTextEdit::textChanged, this, &CommandFields::changed);
    connect(m_directory, &QLineEdit::textChanged, this, &CommandFields::changed);
}

void CommandFields::setVisible(bool visible) {
    for (QWidget* row : m_rows)
        m_form.setRowVisible(row, visible);
}

void CommandFields::setFocus() {
    m_command->setFocus();
}

// A field that was never touched is not wrong yet: an empty command line only keeps the buttons off.
bool CommandFields::validate() {
    const auto words = settings::splitCommandLine(m_command->text().toStdString());
    const auto environment = parseEnvironment(m_environment->toPlainText());
    const QString directory = m_directory->text().trimmed();
    const bool typed = !m_command->text().trimmed().isEmpty();
    const bool exists = directory.isEmpty() || QDir(directory).exists();
    m_commandProblem->setProblem(typed && !words ? toQString(words.error().message) : QString());
    m_environmentProblem->setProblem(environment ? QString() : toQString(environment.error().message));
    m_directoryProblem->setProblem(exists ? QString() : tr("there is no such directory"));
    return words && environment && exists;
}

QString CommandFields::suggestedName() const {
    const auto words = settings::splitCommandLine(m_command->text().toStdString());
    return words ? QFileInfo(toQString(words->front())).fileName() : QString();
}

void CommandFields::fill(settings::ServerConfig& config) const {
    config.argv = *settings::splitCommandLine(m_command->text().toStdString());
    config.environment = *parseEnvironment(m_environment->toPlainText());
    config.directory = m_directory->text().trimmed().toStdString();
}

void CommandFields::commandEdited() {
    if (const QString text = m_command->text(); looksLikeUrl(text)) {
        m_command->clear();
        Q_EMIT urlGiven(text.trimmed());
        return;
    }
    Q_EMIT changed();
}

} // namespace dyno::ui
