#pragma once

#include "engine/settings/server_config.h"
#include "ui/theme/theme.h"

#include <QDialog>

#include <vector>

class QLineEdit;
class QPlainTextEdit;
class QPushButton;

namespace dyno::ui {

class FieldProblem;

/// Asks for a server. What is wrong is said at its field as it is typed. Shown with open(); the charts go on.
class AddServerDialog : public QDialog {
    Q_OBJECT

public:
    /// `taken` are the names that are in use.
    AddServerDialog(Theme& theme, QStringList taken, QWidget* parent);

Q_SIGNALS:
    void serverDescribed(const dyno::settings::ServerConfig& config, bool start);

private:
    void build(Theme& theme);
    void validate();
    void submit(bool start);
    QString nameProblem() const;
    QString directoryProblem() const;

    QStringList m_taken;
    QLineEdit* m_name;
    QLineEdit* m_command;
    QPlainTextEdit* m_environment;
    QLineEdit* m_directory;
    FieldProblem* m_nameProblem;
    FieldProblem* m_commandProblem;
    FieldProblem* m_environmentProblem;
    FieldProblem* m_directoryProblem;
    QPushButton* m_add;
    QPushButton* m_addAndStart;
    settings::ServerConfig m_config;
};

} // namespace dyno::ui
