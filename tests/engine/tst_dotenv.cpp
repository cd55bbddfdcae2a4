#include "engine/settings/import/dotenv.h"
#include "printing.h"

using dyno::ErrorKind;
using dyno::settings::parseDotenv;
using namespace std::string_literals;

namespace {

using Variables = std::map<std::string, std::string>;

} // namespace

class TestDotenv : public QObject {
    Q_OBJECT

private slots:
    void isRead_data();
    void isRead();
    void problemsNameTheLine_data();
    void problemsNameTheLine();
};

void TestDotenv::isRead_data() {
    QTest::addColumn<std::string>("text");
    QTest::addColumn<Variables>("variables");
    QTest::newRow("nothing") << ""s << Variables{};
    QTest::newRow("blank lines and comments") << "\n  \n# A=1\n\t# B=2"s << Variables{};
    QTest::newRow("plain") << "A=1\nB = two words \r\nC="s
                           << Variables{{"A", "1"}, {"B", "two words"}, {"C", ""}};
    QTest::newRow("byte order mark") << "\xEF\xBB\xBF"
                                        "A=1"s
                                     << Variables{{"A", "1"}};
    QTest::newRow("export") << "export A=1\nexport=2"s << Variables{{"A", "1"}, {"export", "2"}};
    QTest::newRow("comment after a value") << "A=1 # one\nB=a#b\nC=\"x\" # y\nD= # nothing"s
                                           << Variables{{"A", "1"}, {"B", "a#b"}, {"C", "x"}, {"D", ""}};
    QTest::newRow("equals in a value") << "A=b=c=="s << Variables{{"A", "b=c=="}};
    QTest::newRow("single quotes") << "A='x \\n \"y\" #z'"s << Variables{{"A", "x \\n \"y\" #z"}};
    QTest::newRow("double quotes") << R"(A="x\n\"y\" \\ \q #z")"s << Variables{{"A", "x\n\"y\" \\ \\q #z"}};
    QTest::newRow("lines in quotes") << "A=\"1\n2\"\nB='3\n4'"s << Variables{{"A", "1\n2"}, {"B", "3\n4"}};
    QTest::newRow("the last counts") << "A=1\nA=2"s << Variables{{"A", "2"}};
}

void TestDotenv::isRead() {
    QFETCH(std::string, text);
    QFETCH(Variables, variables);
    const auto read = parseDotenv(text);
    QVERIFY2(read.has_value(), read.has_error() ? read.error().message.c_str() : "");
    QCOMPARE(*read, variables);
}

void TestDotenv::problemsNameTheLine_data() {
    QTest::addColumn<std::string>("text");
    QTest::addColumn<std::string>("message");
    QTest::newRow("no equals") << "A=1\nsecret"s
                               << "line 2: this is not of the form NAME=VALUE"s;
    QTest::newRow("no name") << "=secret"s
                             << "line 1: this is not of the form NAME=VALUE"s;
    QTest::newRow("two words before it") << "A B=secret"s
                                         << "line 1: this is not of the form NAME=VALUE"s;
    QTest::newRow("open quote") << "A=1\nB=2\nC=\"secret\nD=4"s
                                << "line 3: a quote (\") is never closed"s;
    QTest::newRow("after a quote") << "A='1' secret"s
                                   << "line 1: there is more after the closing quote"s;
    QTest::newRow("ends in a backslash") << "A=\"secret\\"s
                                         << "line 1: a quote (\") is never closed"s;
}

void TestDotenv::problemsNameTheLine() {
    QFETCH(std::string, text);
    QFETCH(std::string, message);
    const auto read = parseDotenv(text);
    QVERIFY(read.has_error());
    QCOMPARE(read.error().kind, ErrorKind::InvalidInput);
    QCOMPARE(read.error().message, message);
}

QTEST_APPLESS_MAIN(TestDotenv)
#include "tst_dotenv.moc"
