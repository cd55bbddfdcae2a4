#include "ui/dialogs/free_name.h"
#include "ui/dialogs/header_text.h"
#include "ui/dialogs/roots_text.h"
#include "ui/dialogs/url_text.h"

#include "tests/support/fail_on_warning.h"

#include <QTemporaryDir>

using namespace Qt::StringLiterals;
using namespace dyno::ui;

class tst_server_fields : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { dyno::test::failOnWarning(); }

    void urlIsJudged_data() {
        QTest::addColumn<QString>("url");
        QTest::addColumn<QString>("problem");
        QTest::newRow("https") << u"https://mcp.example.com/mcp?a=1"_s << QString();
        QTest::newRow("blanks around it") << u"  http://127.0.0.1:3001/sse "_s << QString();
        QTest::newRow("IPv6") << u"http://[::1]:8080/"_s << QString();
        QTest::newRow("nothing") << QString() << u"must begin"_s;
        QTest::newRow("no scheme") << u"mcp.example.com/mcp"_s << u"must begin"_s;
        QTest::newRow("other scheme") << u"ftp://mcp.example.com/"_s << u"must begin"_s;
        QTest::newRow("no host") << u"https:///mcp"_s << u"names no host"_s;
        QTest::newRow("port that is none") << u"http://host:99999/"_s << u"not a URL"_s;
        QTest::newRow("blank inside") << u"http://ho st/"_s << u"not a URL"_s;
        QTest::newRow("fragment") << u"http://host/#a"_s << u"has a fragment"_s;
    }
    void urlIsJudged() {
        QFETCH(QString, url);
        QFETCH(QString, problem);
        QCOMPARE(urlProblem(url).isEmpty(), problem.isEmpty());
        QVERIFY2(urlProblem(url).startsWith(problem), qPrintable(urlProblem(url)));
    }

    void urlIsToldFromACommand() {
        QVERIFY(looksLikeUrl(u" HTTPS://host/mcp\n"_s));
        QVERIFY(!looksLikeUrl(u"npx -y https://host/mcp"_s));
        QVERIFY(!looksLikeUrl(u"https://host/mcp --flag"_s));
    }

    void serverIsNamedAfterItsHost() {
        QCOMPARE(nameOfUrl(u"https://mcp.example.com/mcp"_s), u"mcp.example.com"_s);
        QCOMPARE(nameOfUrl(u"http://localhost:3001/sse"_s), u"localhost:3001"_s);
    }

    void nameThatIsTakenGetsANumber() {
        QCOMPARE(freeName(u"a"_s, {}), u"a"_s);
        QCOMPARE(freeName(u"a"_s, {u"a"_s, u"a 2"_s}), u"a 3"_s);
    }

    void readsHeaders() {
        const auto headers = parseHeaders(u"X-Team: a: b \n\nX-Empty:"_s);
        QVERIFY(headers.has_value());
        QCOMPARE(*headers, (Headers{{"X-Team", "a: b"}, {"X-Empty", ""}}));
    }

    void wrongHeaderIsNamedByItsLine_data() {
        QTest::addColumn<QString>("text");
        QTest::newRow("no colon") << u"A: b\nnonsense"_s;
        QTest::newRow("no name") << u"A: b\n: c"_s;
        QTest::newRow("blank in the name") << u"A: b\nX Team: c"_s;
        QTest::newRow("blank before the colon") << u"A: b\nX-Team : c"_s;
        QTest::newRow("control character") << u"A: b\nX-Team: c\rX: d"_s;
    }
    void wrongHeaderIsNamedByItsLine() {
        QFETCH(QString, text);
        const auto headers = parseHeaders(text);
        QVERIFY(headers.has_error());
        QCOMPARE(headers.error().kind, dyno::ErrorKind::InvalidInput);
        QVERIFY2(headers.error().message.starts_with("line 2"), headers.error().message.c_str());
    }

    void secretValuesAreMasked() {
        QCOMPARE(maskedHeaders(u"X-Team: a\nAuthorization: Bearer abc\nx-api-key: k\nCookie:"_s),
                 u"X-Team: a\nAuthorization: ••••••••\nx-api-key: ••••••••\nCookie:"_s);
    }

    void rootsAreFoldersThatExist() {
        const QTemporaryDir folder;
        const auto roots = parseRoots(u"\n%1/\n"_s.arg(folder.path()));
        QVERIFY(roots.has_value());
        QCOMPARE(roots->size(), 1u);
        QCOMPARE(roots->front().uri, "file://" + folder.path().toStdString());
        QVERIFY(parseRoots(u"relative"_s).has_error());
        QVERIFY(parseRoots(folder.filePath(u"none"_s)).has_error());
    }
};

QTEST_GUILESS_MAIN(tst_server_fields)
#include "tst_server_fields.moc"
