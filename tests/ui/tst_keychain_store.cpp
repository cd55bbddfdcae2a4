#include "tests/support/fail_on_warning.h"
#include "ui/bridge/keychain_store.h"

#include <QSignalSpy>
#include <QStandardPaths>
#include <QtTest>

using namespace dyno;
using namespace dyno::ui;

/// On a session without a keychain, wherever it runs: no bus is to be reached.
class TestKeychainStore : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void everyCallFails();
    void missingKeychainIsSaidOnce();
    void nothingIsKeptElsewhere();
    void destructionDropsWhatIsOpen();

private:
    QTemporaryDir m_home;
};

void TestKeychainStore::initTestCase() {
    qputenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere/bus");
    qputenv("HOME", m_home.path().toLocal8Bit());
    qputenv("XDG_CONFIG_HOME", m_home.path().toLocal8Bit());
    qputenv("XDG_RUNTIME_DIR", m_home.path().toLocal8Bit());
}

void TestKeychainStore::init() {
    test::failOnWarning();
}

void TestKeychainStore::everyCallFails() {
    KeychainStore store;
    std::vector<ErrorKind> failures;
    store.set("s", "k", "v", [&](const Result<void>& result) { failures.push_back(result.error().kind); });
    store.get("s", "k", [&](const auto& result) { failures.push_back(result.error().kind); });
    store.remove("s", "k", [&](const Result<void>& result) { failures.push_back(result.error().kind); });
    QVERIFY(failures.empty()); // later, never within the call
    QTRY_COMPARE(failures.size(), std::size_t{3});
    QVERIFY(std::count(failures.begin(), failures.end(), ErrorKind::Io) == 3);
}

void TestKeychainStore::missingKeychainIsSaidOnce() {
    KeychainStore store;
    QSignalSpy said(&store, &KeychainStore::unavailable);
    int done = 0;
    for (const char* key : {"a", "b", "c"})
        store.get("s", key, [&](const auto&) { ++done; });
    QTRY_COMPARE(done, 3);
    QCOMPARE(said.size(), 1);
    QVERIFY(said[0][0].toString().startsWith(QStringLiteral("the keychain cannot be used: ")));
}

void TestKeychainStore::nothingIsKeptElsewhere() {
    KeychainStore store;
    bool done = false;
    store.set("s", "k", "s3cret-value", [&](const auto&) { done = true; });
    QTRY_VERIFY(done);
    QVERIFY(QDir(m_home.path()).entryList(QDir::Files | QDir::Hidden | QDir::NoDotAndDotDot).isEmpty());
}

void TestKeychainStore::destructionDropsWhatIsOpen() {
    auto store = std::make_unique<KeychainStore>();
    bool called = false;
    store->get("s", "k", [&](const auto&) { called = true; });
    store.reset();
    QTest::qWait(0);
    QVERIFY(!called);
}

QTEST_GUILESS_MAIN(TestKeychainStore)
#include "tst_keychain_store.moc"
