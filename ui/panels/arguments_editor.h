#pragma once

#include "ui/theme/theme.h"

#include <QWidget>

#include <string>

class QLabel;
class QPlainTextEdit;

namespace dyno::ui {

class FieldProblem;

/// Edits a tool's arguments as JSON and checks them against its schema at each key; what is wrong is said and
/// marked at the field.
class ArgumentsEditor : public QWidget {
    Q_OBJECT

public:
    ArgumentsEditor(Theme& theme, QWidget* parent);

    /// "Arguments" unless it is said otherwise.
    void setCaption(const QString& caption);
    /// Begins anew with the schema's defaults.
    void setSchema(const std::string& inputSchema);
    void setArguments(const QString& arguments);
    std::string arguments() const;
    bool isValid() const { return m_valid; }

Q_SIGNALS:
    void validityChanged();

private:
    void validate();
    void show(const QString& problem, qsizetype position);

    const Theme& m_theme;
    std::string m_schema;
    QLabel* m_caption;
    QPlainTextEdit* m_edit;
    FieldProblem* m_problem;
    bool m_valid = true;
};

} // namespace dyno::ui
