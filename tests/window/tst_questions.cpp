#include "ui/dialogs/question_dialog.h"
#include "ui/panels/question_strip.h"

#include "tests/support/fail_on_warning.h"

#include <QPlainTextEdit>
#include <QPointer>
#include <QPushButton>
#include <QSignalSpy>

using namespace Qt::StringLiterals;
using namespace dyno::ui;
using dyno::telemetry::Question;

namespace {

Question elicitation() {
    Question question;
    question.id = 7;
    question.serverName = "one";
    question.method = "elicitation/create";
    question.message = "Which <account>?";
    question.requestedSchema =
        "{\"type\":\"object\",\"properties\":{\"account\":{\"type\":\"string\",\"minLength\":1,"
        "\"default\":\"DE00\"}},\"required\":[\"account\"]}";
    return question;
}

Question sampling() {
    Question question = elicitation();
    question.id = 8;
    question.method = "sampling/createMessage";
    question.requestedSchema.clear();
    return question;
}

} // namespace

class tst_questions : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() {
        dyno::test::failOnWarning();
        m_answers.clear();
    }

    void oldestQuestionIsShown() {
        QuestionStrip strip(nullptr);
        strip.setQuestions({elicitation(), sampling()});
        QVERIFY(!strip.isHidden());
        QCOMPARE(strip.text(), u"one asks: Which <account>?  (and 1 more)"_s);
        QSignalSpy declined(&strip, &QuestionStrip::declined);
        strip.findChild<QPushButton*>(u"declineQuestion"_s)->click();
        QCOMPARE(declined[0][0].toULongLong(), 7u);
        strip.setQuestions({});
        QVERIFY(strip.isHidden());
    }

    void formIsCheckedAgainstItsSchema() {
        const QPointer<QuestionDialog> dialog = open(elicitation());
        auto* accept = dialog->findChild<QPushButton*>(u"acceptAnswer"_s);
        auto* content = dialog->findChild<QPlainTextEdit*>(u"arguments"_s);
        QVERIFY(content->toPlainText().contains(u"DE00"_s));
        content->setPlainText(u"{\"account\":\"\"}"_s);
        QVERIFY(!accept->isEnabled());
        content->setPlainText(u"{\"account\":\"DE01\"}"_s);
        accept->click();
        QCOMPARE(m_answers, (Answers{{7, "{\"account\":\"DE01\"}"}}));
        QTRY_VERIFY(dialog.isNull());
    }

    void textIsAnsweredInTheModelsPlace() {
        const QPointer<QuestionDialog> dialog = open(sampling());
        auto* accept = dialog->findChild<QPushButton*>(u"acceptAnswer"_s);
        QVERIFY(!accept->isEnabled());
        dialog->findChild<QPlainTextEdit*>(u"questionText"_s)->setPlainText(u"four"_s);
        accept->click();
        QCOMPARE(m_answers, (Answers{{8, "four"}}));
    }

    void declineAnswersNothing() {
        const QPointer<QuestionDialog> dialog = open(elicitation());
        dialog->findChild<QPushButton*>(u"declineAnswer"_s)->click();
        QCOMPARE(m_answers, (Answers{{7, std::nullopt}}));
    }

    void closedDialogLeavesTheQuestionOpen() {
        const QPointer<QuestionDialog> dialog = open(elicitation());
        dialog->close();
        QVERIFY(m_answers.empty());
        QTRY_VERIFY(dialog.isNull());
    }

private:
    using Answers = std::vector<std::pair<std::uint64_t, std::optional<std::string>>>;

    QPointer<QuestionDialog> open(const Question& question) {
        auto* dialog = new QuestionDialog(m_theme, question, nullptr);
        connect(dialog, &QuestionDialog::answered, this,
                [this](std::uint64_t id, const std::optional<std::string>& answer) {
                    m_answers.emplace_back(id, answer);
                });
        dialog->show();
        return dialog;
    }

    Theme m_theme;
    Answers m_answers;
};

QTEST_MAIN(tst_questions)
#include "tst_questions.moc"
