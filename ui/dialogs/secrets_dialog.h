#pragma once

#include "engine/settings/remembered_servers.h"

#include <QDialog>

#include <map>
#include <string>

class QFormLayout;
class QLineEdit;
class QPushButton;

namespace dyno::ui {

/// Asks for the secrets of a remembered server that no keychain has. Shown with show(); the charts go on.
class SecretsDialog : public QDialog {
    Q_OBJECT

public:
    SecretsDialog(const settings::RememberedServer& server, QWidget* parent);

Q_SIGNALS:
    /// All that are missing, by key.
    void given(const std::map<std::string, std::string>& values);

private:
    QLayout* makeButtons();
    void addSecret(QFormLayout& form, const std::string& key, const QString& where);
    bool isComplete() const;
    void submit();

    std::map<std::string, QLineEdit*> m_fields; ///< by key
    QPushButton* m_start = nullptr;
};

} // namespace dyno::ui
