#include "engine/mcp/freshness.h"
#include "printing.h"

using namespace dyno::mcp;
using dyno::async::Duration;
using dyno::async::TimePoint;
using nlohmann::json;
using namespace std::chrono_literals;
using namespace std::string_literals;

namespace {

const TimePoint received{1h};

} // namespace

class TestFreshness : public QObject {
    Q_OBJECT

private slots:
    void readsTheHint_data();
    void readsTheHint();
    void isFreshBeforeItsEnd();
    void onlyPublicIsPublic();
    void aListIsFreshWhileAllItsPagesAre();
};

void TestFreshness::readsTheHint_data() {
    QTest::addColumn<std::string>("result");
    QTest::addColumn<qint64>("ms");
    QTest::newRow("a time") << R"({"ttlMs":1500})"s << qint64(1500);
    QTest::newRow("a fraction") << R"({"ttlMs":1.9})"s << qint64(1);
    QTest::newRow("absent") << "{}"s << qint64(0);
    QTest::newRow("negative") << R"({"ttlMs":-5})"s << qint64(0);
    QTest::newRow("no number") << R"({"ttlMs":"1500"})"s << qint64(0);
    QTest::newRow("null") << R"({"ttlMs":null})"s << qint64(0);
    QTest::newRow("longer than a day") << R"({"ttlMs":86400001})"s << qint64(86400000);
    QTest::newRow("beyond all bounds") << R"({"ttlMs":1e300})"s << qint64(86400000);
    QTest::newRow("no object") << "[]"s << qint64(0);
}

void TestFreshness::readsTheHint() {
    QFETCH(std::string, result);
    QFETCH(qint64, ms);
    const Freshness freshness = readFreshness(json::parse(result), received);
    QCOMPARE(freshness.ttl, Duration(std::chrono::milliseconds(ms)));
    QCOMPARE(freshness.received, received);
}

void TestFreshness::isFreshBeforeItsEnd() {
    const Freshness freshness{received, 10s};
    QVERIFY(freshness.fresh(received));
    QVERIFY(freshness.fresh(received + 10s - 1ns));
    QVERIFY(!freshness.fresh(received + 10s));
    QVERIFY(!Freshness{received}.fresh(received));
}

void TestFreshness::onlyPublicIsPublic() {
    QVERIFY(readFreshness(json{{"cacheScope", "public"}}, received).scope == CacheScope::Public);
    QVERIFY(readFreshness(json{{"cacheScope", "private"}}, received).scope == CacheScope::Private);
    QVERIFY(readFreshness(json{{"cacheScope", true}}, received).scope == CacheScope::Private);
    QVERIFY(readFreshness(json::object(), received).scope == CacheScope::Private);
}

void TestFreshness::aListIsFreshWhileAllItsPagesAre() {
    const std::vector<Freshness> pages{{received, 10s}, {received + 1s, 5s}};
    QVERIFY(fresh(pages, received + 5s));
    QVERIFY(!fresh(pages, received + 6s));
    QVERIFY(!fresh({}, received));
}

QTEST_APPLESS_MAIN(TestFreshness)
#include "tst_freshness.moc"
