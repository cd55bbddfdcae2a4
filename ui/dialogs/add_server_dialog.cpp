#include "ui/dialogs/add_server_dialog.h"

#include "engine/settings/command_line.h"
#include "ui/dialogs/environment_text.h"
#include "ui/format.h"
#include "ui/panels/field_problem.h"

#include <QDir>
#include <QFileInfo>
#include <QFormLayout>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>

using namespace Qt::StringLiterals;

namespace dyno::ui {

AddServerDialog::AddServerDialog(Theme& theme, QStringList taken, QWidget* parent)
    : QDialog(parent)
    , m_taken(std::move(taken))
    , m_name(new QLineEdit(this))
    , m_command(new QLineEdit(this))
    , m_environment(new QPlainTextEdit(this))
    , m_directory(new QLineEdit(this))
    , m_nameProblem(new FieldProblem(m_name, this))
    , m_commandProblem(new FieldProblem(m_command, this))
    , m_environmentProblem(new FieldProblem(m_environment, this))
    , m_directoryProblem(new FieldProblem(m_directory, this))
    , m_add(new QPushButton(tr("Add"), this))
    , m_addAndStart(new QPushButton(tr("Add and start"), this)) {
    setWindowTitle(tr("Add a server"));
    setObjectName(u"addServerDialog"_s);
    setWindowModality(Qt::NonModal);
    setAttribute(Qt::WA_DeleteOnClose);
    build(theme);
    for (QLineEdit* edit : {m_name, m_command, m_directory})
        connect(edit, &QLineEdit::textChanged, this, &AddServerDialog::validate);
    connect(m_environment, &QPlainTextEdit::textChanged, this, &AddServerDialog::validate);
    connect(m_add, &QPushButton::clicked, this, [this] { submit(false); });
    connect(m_addAndStart, &QPushButton::clicked, this, [this] { submit(true); });
    validate();
    m_command->setFocus();
}

void AddServerDialog::build(Theme& theme) {
    m_name->setObjectName(u"name"_s);
    m_name->setPlaceholderText(tr("everything"));
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
    auto* form = new QFormLayout;
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    form->addRow(tr("&Command line"), m_command);
    form->addRow(QString(), m_commandProblem);
    form->addRow(tr("&Name"), m_name);
    form->addRow(QString(), m_nameProblem);
    form->addRow(tr("&Environment"), m_environment);
    form->addRow(QString(), m_environmentProblem);
    form->addRow(tr("Working &directory"), m_directory);
    form->addRow(QString(), m_directoryProblem);
    auto* cancel = new QPushButton(tr("Cancel"), this);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    bindIcon(theme, m_addAndStart, u"run"_s, Colour::AccentText);
    m_addAndStart->setProperty("primary", true);
    m_addAndStart->setDefault(true);
    m_addAndStart->setObjectName(u"addAndStart"_s);
    m_add->setObjectName(u"add"_s);
    auto* buttons = new QHBoxLayout;
    buttons->addStretch();
    buttons->addWidget(cancel);
    buttons->addWidget(m_add);
    buttons->addWidget(m_addAndStart);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(16, 16, 16, 14);
    column->addLayout(form);
    column->addStretch();
    column->addLayout(buttons);
    resize(560, sizeHint().height());
}

// A field that was never touched is not wrong yet: an empty command line only keeps the buttons off.
void AddServerDialog::validate() {
    const auto words = settings::splitCommandLine(m_command->text().toStdString());
    const auto environment = parseEnvironment(m_environment->toPlainText());
    const bool typed = !m_command->text().trimmed().isEmpty();
    m_commandProblem->setProblem(typed && !words ? toQString(words.error().message) : QString());
    m_environmentProblem->setProblem(environment ? QString() : toQString(environment.error().message));
    m_nameProblem->setProblem(nameProblem());
    m_directoryProblem->setProblem(directoryProblem());
    const bool valid = words && environment && nameProblem().isEmpty() && directoryProblem().isEmpty();
    m_add->setEnabled(valid);
    m_addAndStart->setEnabled(valid);
    if (!valid)
        return;
    const QString program = QFileInfo(toQString(words->front())).fileName();
    const QString name = m_name->text().trimmed();
    m_config = {(name.isEmpty() ? program : name).toStdString(), *words, *environment,
                m_directory->text().trimmed().toStdString()};
}

QString AddServerDialog::nameProblem() const {
    const QString name = m_name->text().trimmed();
    return m_taken.contains(name) ? tr("there is a server of that name already") : QString();
}

QString AddServerDialog::directoryProblem() const {
    const QString directory = m_directory->text().trimmed();
    return directory.isEmpty() || QDir(directory).exists() ? QString() : tr("there is no such directory");
}

void AddServerDialog::submit(bool start) {
    Q_EMIT serverDescribed(m_config, start);
    accept();
}

} // namespace dyno::ui
