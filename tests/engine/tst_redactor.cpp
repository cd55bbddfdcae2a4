#include "engine/settings/redactor.h"
#include "printing.h"

using dyno::settings::Redactor;
using namespace std::string_literals;

namespace {

using Words = std::vector<std::string>;

} // namespace

class TestRedactor : public QObject {
    Q_OBJECT

private slots:
    void blacksOut_data();
    void blacksOut();
    void findsItInBase64AtEveryAlignment();
    void leavesShortSecretsAlone();
    void secretsCanBeAdded();
    void withoutSecretsNothingApplies();
};

void TestRedactor::blacksOut_data() {
    QTest::addColumn<Words>("secrets");
    QTest::addColumn<std::string>("text");
    QTest::addColumn<std::string>("redacted");
    QTest::newRow("none") << Words{"secret"} << "nothing here"s
                          << "nothing here"s;
    QTest::newRow("empty text") << Words{"secret"} << ""s
                                << ""s;
    QTest::newRow("whole text") << Words{"secret"} << "secret"s
                                << "•••"s;
    QTest::newRow("each one") << Words{"secret", "token"} << "a secret b token c secret"s
                              << "a ••• b ••• c •••"s;
    QTest::newRow("side by side") << Words{"abcd"} << "abcdabcd"s
                                  << "••••••"s;
    QTest::newRow("begins like one") << Words{"secret"} << "secre secreX secret"s
                                     << "secre secreX •••"s;
    QTest::newRow("longest first") << Words{"abcd", "abcdefgh"} << "abcdefgh abcdX"s
                                   << "••• •••X"s;
    QTest::newRow("one within another")
        << Words{"Bearer tok-12345", "tok-12345"} << "Bearer tok-12345, tok-12345"s
        << "•••, •••"s;
    QTest::newRow("overlap") << Words{"abcdef", "defghi"} << "1abcdefghi2"s
                             << "1•••2"s;
    QTest::newRow("overlap with itself") << Words{"abab"} << "xabababy"s
                                         << "x•••y"s;
    QTest::newRow("overlap of a longer one") << Words{"bcde", "abcdefgh", "ghij"} << "abcdefghij"s
                                             << "•••"s;
    QTest::newRow("JSON") << Words{"a\"b\\c\n"} << R"({"x":"a\"b\\c\n"})"s
                          << R"({"x":"•••"})"s;
    QTest::newRow("JSON in ASCII") << Words{"geheimß"} << R"("geheim\u00df")"s
                                   << R"("•••")"s;
    QTest::newRow("JSON with escaped slashes") << Words{"ab/cd"} << R"("ab\/cd")"s
                                               << R"("•••")"s;
    QTest::newRow("JSON in JSON") << Words{"a\"bß"}
                                  << R"({"text":"{\"x\":\"a\\\"bß\",\"y\":\"a\\\"b\\u00df\"}"})"s
                                  << R"({"text":"{\"x\":\"•••\",\"y\":\"•••\"}"})"s;
    QTest::newRow("URL") << Words{"p@ss/w d"} << "http://u:p%40ss%2Fw%20d@h/?q=p%40ss%2fw%20d&r=p%40ss%2Fw+d"s
                         << "http://u:•••@h/?q=•••&r=•••"s;
    QTest::newRow("bytes that are no text") << Words{"\xff\xfe\xfd\xfc"} << "x\xff\xfe\xfd\xfcy"s
                                            << "x•••y"s;
}

void TestRedactor::blacksOut() {
    QFETCH(Words, secrets);
    QFETCH(std::string, text);
    QFETCH(std::string, redacted);
    const Redactor redactor(secrets);
    QCOMPARE(redactor.redacted(text), redacted);
    QCOMPARE(redactor.applies(text), text != redacted);
}

void TestRedactor::findsItInBase64AtEveryAlignment() {
    const std::string secret = "tok>?en~12345";
    const Redactor redactor({secret});
    for (const char* before : {"", "u", "us", "use", "user:"}) {
        for (const auto option : {QByteArray::Base64Encoding, QByteArray::Base64UrlEncoding}) {
            const std::string encoded =
                QByteArray::fromStdString(before + secret + "!").toBase64(option).toStdString();
            const std::string redacted = redactor.redacted(encoded);
            QVERIFY2(redacted.find("•••") != std::string::npos, encoded.c_str());
            // What is left is of the neighbours, and less than a byte of the secret at either end.
            const std::size_t neighbours = (std::string(before).size() * 4 + 2) / 3 + 4;
            QVERIFY2(redacted.size() <= std::string("•••").size() + neighbours, redacted.c_str());
        }
    }
}

void TestRedactor::leavesShortSecretsAlone() {
    const Redactor redactor({"abc", "", "1"});
    QVERIFY(!redactor.applies("abc 1"));
    QCOMPARE(redactor.redacted("abc 1"), "abc 1"s);
}

void TestRedactor::secretsCanBeAdded() {
    Redactor redactor({"first-one"});
    redactor.add("second-one");
    QCOMPARE(redactor.redacted("first-one second-one"), "••• •••"s);
}

void TestRedactor::withoutSecretsNothingApplies() {
    const Redactor redactor;
    QVERIFY(!redactor.applies("anything"));
    QCOMPARE(redactor.redacted("anything"), "anything"s);
}

QTEST_APPLESS_MAIN(TestRedactor)
#include "tst_redactor.moc"
