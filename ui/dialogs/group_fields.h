#pragma once

#include "engine/settings/server_config.h"

#include <QObject>

class QDoubleSpinBox;
class QFormLayout;
class QLineEdit;
class QWidget;

namespace dyno::ui {

/// Whose calls a server shares, and how many of them it gets. A row of the form that it is given.
class GroupFields : public QObject {
    Q_OBJECT

public:
    /// `known` are offered while a group is typed.
    GroupFields(QFormLayout& form, const QStringList& known, QWidget* parent);

    void fill(settings::ServerConfig& config) const;

private:
    QLineEdit* m_group;
    QDoubleSpinBox* m_weight;
};

} // namespace dyno::ui
