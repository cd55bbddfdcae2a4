#pragma once

#include "engine/telemetry/snapshot.h"
#include "ui/theme/theme.h"

#include <QDialog>

#include <optional>
#include <string>

class QPlainTextEdit;
class QPushButton;

namespace dyno::ui {

class ArgumentsEditor;

/// A server's question with a place for the answer: a form's content as JSON, checked against its schema, or
/// what a model would say. Shown with show(); the charts go on.
class QuestionDialog : public QDialog {
    Q_OBJECT

public:
    QuestionDialog(Theme& theme, const telemetry::Question& question, QWidget* parent);

    std::uint64_t id() const { return m_id; }

Q_SIGNALS:
    /// Nothing declines. Closing the dialog answers nothing.
    void answered(std::uint64_t id, const std::optional<std::string>& answer);

private:
    QWidget* makeField(Theme& theme, const telemetry::Question& question);
    QLayout* makeButtons();
    void answer(const std::optional<std::string>& answer);

    std::uint64_t m_id;
    ArgumentsEditor* m_content = nullptr; ///< of an elicitation
    QPlainTextEdit* m_text = nullptr;     ///< of sampling
    QPushButton* m_accept;
};

} // namespace dyno::ui
