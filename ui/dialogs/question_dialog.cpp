#include "ui/dialogs/question_dialog.h"

#include "ui/format.h"
#include "ui/panels/arguments_editor.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>

using namespace Qt::StringLiterals;

namespace dyno::ui {

QuestionDialog::QuestionDialog(Theme& theme, const telemetry::Question& question, QWidget* parent)
    : QDialog(parent)
    , m_id(question.id)
    , m_accept(new QPushButton(tr("Accept"), this)) {
    setWindowTitle(tr("%1 asks").arg(toQString(question.serverName)));
    setObjectName(u"questionDialog"_s);
    setWindowModality(Qt::NonModal);
    setAttribute(Qt::WA_DeleteOnClose);
    auto* message = new QLabel(toQString(question.message), this);
    message->setObjectName(u"questionMessage"_s);
    message->setTextFormat(Qt::PlainText);
    message->setTextInteractionFlags(Qt::TextSelectableByMouse);
    message->setWordWrap(true);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(16, 14, 16, 14);
    column->setSpacing(10);
    column->addWidget(message);
    column->addWidget(makeField(theme, question), 1);
    column->addLayout(makeButtons());
    resize(480, 340);
}

QWidget* QuestionDialog::makeField(Theme& theme, const telemetry::Question& question) {
    if (question.method == "elicitation/create") {
        m_content = new ArgumentsEditor(theme, this);
        m_content->setCaption(tr("&Answer"));
        m_content->setSchema(question.requestedSchema);
        connect(m_content, &ArgumentsEditor::validityChanged, m_accept,
                [this] { m_accept->setEnabled(m_content->isValid()); });
        m_accept->setEnabled(m_content->isValid());
        return m_content;
    }
    m_text = new QPlainTextEdit(this);
    m_text->setObjectName(u"questionText"_s);
    m_text->setPlaceholderText(tr("What the model answers"));
    m_text->setAccessibleName(m_text->placeholderText());
    m_text->setTabChangesFocus(true);
    connect(m_text, &QPlainTextEdit::textChanged, m_accept,
            [this] { m_accept->setEnabled(!m_text->document()->isEmpty()); });
    m_accept->setEnabled(false);
    return m_text;
}

QLayout* QuestionDialog::makeButtons() {
    auto* decline = new QPushButton(tr("Decline"), this);
    decline->setObjectName(u"declineAnswer"_s);
    decline->setAutoDefault(false);
    m_accept->setObjectName(u"acceptAnswer"_s);
    m_accept->setProperty("primary", true);
    m_accept->setDefault(true);
    connect(decline, &QPushButton::clicked, this, [this] { answer(std::nullopt); });
    connect(m_accept, &QPushButton::clicked, this,
            [this] { answer(m_content ? m_content->arguments() : m_text->toPlainText().toStdString()); });
    auto* line = new QHBoxLayout;
    line->addStretch();
    line->addWidget(decline);
    line->addWidget(m_accept);
    return line;
}

void QuestionDialog::answer(const std::optional<std::string>& answer) {
    Q_EMIT answered(m_id, answer);
    close();
}

} // namespace dyno::ui
