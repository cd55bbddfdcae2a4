// Servers that come back at the next start, in the real window where a person is asked for something.

#include "tests/support/demo_over_http.h"
#include "tests/support/fail_on_warning.h"
#include "tests/support/memory_store.h"
#include "ui/bridge/engine_bridge.h"
#include "ui/bridge/server_book.h"
#include "ui/main_window.h"
#include "ui/panels/servers_panel.h"

#include <QLineEdit>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTest>
#include <QTreeView>

using namespace dyno;
using namespace Qt::StringLiterals;
using settings::HttpDialect;
using telemetry::ServerState;

namespace {

constexpr int patience = 20'000;

settings::ServerConfig withToken() {
    return {"files", {DYNO_DEMO_SERVER}, {{"API_TOKEN", "key-of-mine"}}, {}};
}

settings::ServerConfig behind(const std::string& url) {
    settings::ServerConfig config{"web"};
    config.http = settings::HttpConfig{url, {}, HttpDialect::Auto, {}};
    return config;
}

/// From one start of the console to its end.
struct Start {
    Start(test::MemoryStore& keychain, const QString& file)
        : book(bridge, keychain, file.toStdString()) {
        book.recall();
    }

    const telemetry::ServerStatus* server(std::size_t at = 0) const {
        const auto& servers = bridge.snapshot()->servers;
        return at < servers.size() ? &servers[at] : nullptr;
    }
    bool isListed(const std::string& name) const { return server() && server()->name == name; }
    bool isReady() const { return server() && server()->state == ServerState::Ready; }
    bool logs(const std::string& text) const {
        return std::ranges::any_of(*bridge.snapshot()->log, [&](const telemetry::LogEntry& entry) {
            return entry.text.find(text) != std::string::npos;
        });
    }

    ui::EngineBridge bridge;
    ui::ServerBook book;
};

} // namespace

class ServerBookTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() {
        test::failOnWarning();
        m_folder = std::make_unique<QTemporaryDir>();
        qputenv("XDG_CONFIG_HOME", m_folder->path().toLocal8Bit());
        m_keychain = {};
    }

    void serverComesBackAndIsNotStarted() {
        remember(withToken());
        const auto again = begin();
        QTRY_VERIFY_WITH_TIMEOUT(again->isListed("files"), patience);
        QCOMPARE(again->server()->state, ServerState::Stopped);
        QVERIFY(again->book.incomplete().empty());
        QVERIFY(!text().contains("key-of-mine"));
        again->bridge.startServer(again->server()->id);
        QTRY_VERIFY_WITH_TIMEOUT(again->isReady(), patience);
    }

    void removedServerStaysAway() {
        {
            const auto first = begin();
            first->book.add(behind("http://localhost:1/mcp"));
            const ServerId id = first->book.add(withToken());
            QTRY_VERIFY_WITH_TIMEOUT(text().contains("files"), patience);
            first->book.remove(id);
            QTRY_VERIFY_WITH_TIMEOUT(!text().contains("files"), patience);
            QTRY_VERIFY_WITH_TIMEOUT(m_keychain.secrets.empty(), patience);
        }
        QVERIFY(text().contains("localhost"));
    }

    void serverOfTheDemoIsNotRemembered() {
        {
            const auto first = begin();
            first->book.add(behind("http://localhost:1/mcp"));
            first->bridge.addServer(withToken());
            QTRY_VERIFY_WITH_TIMEOUT(text().contains("localhost"), patience);
        }
        QVERIFY(!text().contains("files"));
    }

    void whatIsAddedBeforeTheFileIsReadTakesNothingAway() {
        remember(withToken());
        remember(behind("http://localhost:1/mcp")); // the file has not been read by then
        QVERIFY(text().contains("files"));
    }

    void brokenFileIsLeftAsItIs() {
        {
            QFile file(path());
            QVERIFY(QDir().mkpath(m_folder->filePath(u"mcp-dyno"_s)) && file.open(QIODevice::WriteOnly));
            file.write("{\"mine\":");
        }
        {
            const auto start = begin();
            QTRY_VERIFY_WITH_TIMEOUT(start->logs("no server is remembered"), patience);
            start->book.add(withToken());
        }
        QCOMPARE(text(), QByteArray("{\"mine\":"));
    }

    void foundWayIsTriedFirst() {
        const test::DemoOverHttp server;
        {
            const auto first = begin();
            first->bridge.startServer(first->book.add(behind(server.url("/sse"))));
            QTRY_VERIFY_WITH_TIMEOUT(first->isReady(), patience);
            QTRY_VERIFY_WITH_TIMEOUT(text().contains(R"("found": {)"), patience);
        }
        QVERIFY(text().contains(R"("dialect": "auto")"));
        const auto again = begin();
        QTRY_VERIFY_WITH_TIMEOUT(again->isListed("web"), patience);
        again->bridge.startServer(again->server()->id);
        QTRY_VERIFY_WITH_TIMEOUT(again->isReady(), patience);
        QCOMPARE(again->server()->transport, std::string("sse"));
        QCOMPARE(again->server()->found, std::string("it answered initialize")); // and nothing before
    }

    void wayThatNoLongerFitsIsFoundAnew() {
        const test::DemoOverHttp server;
        auto config = behind(server.url());
        const settings::RememberedServer before{
            config, settings::FoundBefore{HttpDialect::Sse, "legacy"}, {}};
        QVERIFY(settings::writeServers(path().toStdString(), {before}).has_value());
        const auto start = begin();
        QTRY_VERIFY_WITH_TIMEOUT(start->isListed("web"), patience);
        start->bridge.startServer(start->server()->id);
        QTRY_VERIFY_WITH_TIMEOUT(start->isReady(), patience);
        QCOMPARE(start->server()->transport, std::string("http"));
        QTRY_VERIFY_WITH_TIMEOUT(text().contains(R"("era": "modern")"), patience);
    }

    void missingSecretIsAskedForBeforeTheStart() {
        m_keychain.locked = true;
        remember(withToken());
        const auto again = begin();
        ui::MainWindow window(again->bridge, again->book);
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        auto* give = window.findChild<QPushButton*>(u"giveSecrets"_s);
        QTRY_VERIFY_WITH_TIMEOUT(give->isVisible(), patience);
        QTest::mouseClick(give, Qt::LeftButton);
        auto* dialog = window.findChild<QWidget*>(u"secretsDialog"_s);
        QTRY_VERIFY(dialog && dialog->isVisible());
        auto* start = dialog->findChild<QPushButton*>(u"startWithSecrets"_s);
        QVERIFY(!start->isEnabled());
        QTRY_COMPARE(QApplication::focusWidget(),
                     dialog->findChild<QLineEdit*>(u"secret:environment.API_TOKEN"_s));
        QTest::keyClicks(QApplication::focusWidget(), u"key-of-mine"_s);
        QTest::mouseClick(start, Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(again->isReady(), patience);
        QTRY_VERIFY(!give->isVisible());
        QVERIFY(!text().contains("key-of-mine"));
    }

private:
    std::unique_ptr<Start> begin() { return std::make_unique<Start>(m_keychain, path()); }
    void remember(const settings::ServerConfig& config) {
        const auto start = begin();
        start->book.add(config);
        QTRY_VERIFY_WITH_TIMEOUT(text().contains(config.name.c_str()), patience);
    }
    QString path() const { return m_folder->filePath(u"mcp-dyno/servers.json"_s); }
    QByteArray text() const {
        QFile file(path());
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    test::MemoryStore m_keychain;
};

QTEST_MAIN(ServerBookTest)
#include "tst_server_book.moc"
