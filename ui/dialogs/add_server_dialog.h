#pragma once

#include "engine/settings/server_config.h"
#include "ui/theme/theme.h"

#include <QDialog>

class QFormLayout;
class QLineEdit;
class QPushButton;
class QTabBar;

namespace dyno::ui {

class CommandFields;
class FieldProblem;
class GroupFields;
class HttpFields;
class PolicyFields;

/// Asks for a server: a command or a URL. What is wrong is said at its field as it is typed. Shown with
/// show(); the charts go on.
class AddServerDialog : public QDialog {
    Q_OBJECT

public:
    /// `taken` are the names that are in use, `groups` the groups.
    AddServerDialog(Theme& theme, QStringList taken, QStringList groups, QWidget* parent);

Q_SIGNALS:
    void serverDescribed(const dyno::settings::ServerConfig& config, bool start);

private:
    enum Way { Command, Url };

    void build(Theme& theme);
    QWidget* makeFields(Theme& theme);
    void addMore(Theme& theme, QFormLayout& form);
    QLayout* makeButtons(Theme& theme);
    void wayChanged();
    void fit();
    void validate();
    void submit(bool start);
    QString nameProblem() const;

    QStringList m_taken;
    QStringList m_groups;
    QTabBar* m_way;
    CommandFields* m_command = nullptr;
    HttpFields* m_http = nullptr;
    QLineEdit* m_name;
    FieldProblem* m_nameProblem;
    GroupFields* m_group = nullptr;
    PolicyFields* m_policy = nullptr;
    QWidget* m_fields = nullptr;
    QPushButton* m_add;
    QPushButton* m_addAndStart;
};

} // namespace dyno::ui
