#pragma once

#include "engine/settings/client_policy.h"

#include <QObject>
#include <QWidgetList>

class QComboBox;
class QFormLayout;
class QPlainTextEdit;

namespace dyno::ui {

class FieldProblem;

/// The rows of a form that say how a server's own requests are answered, and which folders it is told of.
class PolicyFields : public QObject {
    Q_OBJECT

public:
    PolicyFields(QFormLayout& form, QWidget* parent);

    void setVisible(bool visible);
    /// Says at each field what is wrong with it.
    bool validate();
    /// For fields that are valid.
    settings::ClientPolicy policy() const;

Q_SIGNALS:
    void changed();

private:
    QString contentProblem() const;
    void updateRows();

    QFormLayout& m_form;
    QComboBox* m_elicitation;
    QPlainTextEdit* m_content;
    QComboBox* m_sampling;
    QPlainTextEdit* m_completion;
    QPlainTextEdit* m_roots;
    FieldProblem* m_contentProblem;
    FieldProblem* m_rootsProblem;
    QWidgetList m_rows;
    bool m_visible = false;
};

} // namespace dyno::ui
