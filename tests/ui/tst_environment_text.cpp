#include "ui/dialogs/environment_text.h"

#include "tests/support/fail_on_warning.h"

using namespace Qt::StringLiterals;
using dyno::ui::parseEnvironment;

class tst_environment_text : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { dyno::test::failOnWarning(); }

    void readsKeysAndValues() {
        const auto environment = parseEnvironment(u"A=1\n\n# a comment\nB= x=y \nC="_s);
        QVERIFY(environment.has_value());
        QCOMPARE(*environment, (std::map<std::string, std::string>{{"A", "1"}, {"B", " x=y "}, {"C", ""}}));
    }

    void namesTheLineThatIsNone() {
        const auto environment = parseEnvironment(u"A=1\nnonsense"_s);
        QVERIFY(environment.has_error());
        QCOMPARE(environment.error().kind, dyno::ErrorKind::InvalidInput);
        QVERIFY(environment.error().message.starts_with("line 2"));
    }

    void keyMustBeOneWord() {
        QVERIFY(parseEnvironment(u"=1"_s).has_error());
        QVERIFY(parseEnvironment(u"A B=1"_s).has_error());
    }
};

QTEST_GUILESS_MAIN(tst_environment_text)
#include "tst_environment_text.moc"
