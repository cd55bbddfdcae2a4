#include "ui/panels/question_strip.h"

#include "ui/format.h"

#include <QPushButton>

using namespace Qt::StringLiterals;

namespace dyno::ui {
namespace {

constexpr qsizetype longest = 160; // characters; the whole message is in the dialog

QString shortened(const QString& message) {
    const QString line = message.simplified();
    return line.size() > longest ? QString(line.left(longest) % u'…') : line;
}

} // namespace

QuestionStrip::QuestionStrip(QWidget* parent)
    : Strip(Tone::Warning, Qt::Horizontal, parent) {
    setObjectName(u"questionStrip"_s);
    auto* answer = new QPushButton(tr("Answer…"), this);
    answer->setObjectName(u"answerQuestion"_s);
    auto* decline = new QPushButton(tr("Decline"), this);
    decline->setObjectName(u"declineQuestion"_s);
    addButton(answer);
    addButton(decline);
    connect(answer, &QPushButton::clicked, this, [this] { Q_EMIT answerRequested(m_question); });
    connect(decline, &QPushButton::clicked, this, [this] { Q_EMIT declined(m_question.id); });
}

void QuestionStrip::setQuestions(const std::vector<telemetry::Question>& questions) {
    setVisible(!questions.empty());
    if (questions.empty())
        return;
    m_question = questions.front();
    QString text =
        tr("%1 asks: %2").arg(toQString(m_question.serverName), shortened(toQString(m_question.message)));
    if (questions.size() > 1)
        text += tr("  (and %1 more)").arg(questions.size() - 1);
    if (this->text() != text)
        setText(text);
}

} // namespace dyno::ui
