#pragma once

#include "engine/settings/server_config.h"

#include <QObject>
#include <QWidgetList>

class QFormLayout;
class QLineEdit;
class QPlainTextEdit;

namespace dyno::ui {

class FieldProblem;

/// The rows of a form that describe a server which we start: command line, environment, directory.
class CommandFields : public QObject {
    Q_OBJECT

public:
    CommandFields(QFormLayout& form, QWidget* parent);

    void setVisible(bool visible);
    void setFocus();
    /// Says at each field what is wrong with it. True when it is all that a server needs.
    bool validate();
    /// The program's; empty without one.
    QString suggestedName() const;
    /// For fields that are valid.
    void fill(settings::ServerConfig& config) const;

Q_SIGNALS:
    void changed();
    /// What was given for a command line is a URL. The field is empty again.
    void urlGiven(const QString& url);

private:
    void commandEdited();

    QFormLayout& m_form;
    QLineEdit* m_command;
    QPlainTextEdit* m_environment;
    QLineEdit* m_directory;
    FieldProblem* m_commandProblem;
    FieldProblem* m_environmentProblem;
    FieldProblem* m_directoryProblem;
    QWidgetList m_rows;
};

} // namespace dyno::ui
