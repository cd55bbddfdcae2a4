#include "engine/settings/server_memory.h"
#include "printing.h"
#include "tests/support/memory_store.h"

#include <QTemporaryDir>

#include <sys/stat.h>

using namespace dyno;
using namespace dyno::settings;
using namespace std::string_literals;

namespace {

using Words = std::vector<std::string>;
using Servers = std::vector<RememberedServer>;

ServerConfig local() {
    ServerConfig config{"files",
                        {"run", "--api-key", "key-in-argv", "--dir=/x"},
                        {{"A_TOKEN", "key-in-env"}, {"LANG", "C"}},
                        "/srv"};
    config.policy = {AnswerBy::Fixed, R"({"a":1})", AnswerBy::Ask, "", {{"file:///x", "x"}}};
    config.group = "everything";
    config.weight = 3;
    return config;
}

ServerConfig remote() {
    ServerConfig config{"web"};
    config.http = HttpConfig{"https://me:key-in-url@h/mcp?token=key-in-query&x=1",
                             {{"Authorization", "Bearer key-in-header"}, {"X", "plain"}},
                             HttpDialect::Sse,
                             "/etc/ca.pem"};
    return config;
}

RememberedServer knowing(ServerConfig config, std::optional<FoundBefore> found = {}) {
    return {std::move(config), std::move(found), {}};
}

std::map<std::string, std::string> valuesOf(const RememberedText& text) {
    std::map<std::string, std::string> values;
    for (const StoredSecret& secret : text.secrets)
        values[secret.key] = secret.value;
    return values;
}

} // namespace

class TestRememberedServers : public QObject {
    Q_OBJECT

private slots:
    void init();
    void comeBackAsTheyWere();
    void noSecretReachesTheText_data();
    void noSecretReachesTheText();
    void whatIsNoSecretCanBeRead();
    void missingSecretStaysMissing();
    void referenceOfAnotherIsKeptAsItIs();
    void namesAreMadeUnique();
    void brokenTextIsRefused_data();
    void brokenTextIsRefused();
    void fileIsTheOwnersAlone();
    void fileIsReplacedAtOnce();
    void storeGivesTheSecretsBack();
    void withoutAStoreTheSecretsAreMissing();
    void staleSecretsAreRemoved();
    void noFileMeansNoServers();
    void unwritableFileIsNamed();
    void placeFollowsXdg();

private:
    std::string fileText() const;
    Servers recall();
    Result<void> remember(Servers servers);

    std::unique_ptr<QTemporaryDir> m_directory;
    std::filesystem::path m_file;
    test::MemoryStore m_store;
};

void TestRememberedServers::init() {
    m_directory = std::make_unique<QTemporaryDir>();
    m_file = m_directory->filePath("mcp-dyno/servers.json").toStdString();
    m_store = {};
}

std::string TestRememberedServers::fileText() const {
    QFile file(QString::fromStdString(m_file));
    return file.open(QIODevice::ReadOnly) ? file.readAll().toStdString() : std::string();
}

Servers TestRememberedServers::recall() {
    Servers servers;
    if (auto read = readServers(m_file); read.has_value())
        recallSecrets(std::move(*read), m_store, [&](Servers recalled) { servers = std::move(recalled); });
    return servers;
}

Result<void> TestRememberedServers::remember(Servers servers) {
    const auto changes = writeServers(m_file, std::move(servers));
    if (changes.has_error())
        return changes.error();
    std::optional<Result<void>> outcome;
    storeSecrets(*changes, m_store, [&](Result<void> result) { outcome = std::move(result); });
    return outcome ? *outcome : Error{ErrorKind::Io, "was never done"};
}

void TestRememberedServers::comeBackAsTheyWere() {
    const RememberedText text = writeRemembered(
        {knowing(local()), knowing(remote(), FoundBefore{HttpDialect::Streamable, "legacy"})});
    auto servers = readRemembered(text.text);
    QVERIFY(servers.has_value());
    QCOMPARE(servers->size(), std::size_t{2});
    for (RememberedServer& server : *servers)
        fillSecrets(server, valuesOf(text));
    const ServerConfig& first = servers->at(0).config;
    QCOMPARE(first.name, "files"s);
    QCOMPARE(first.argv, local().argv);
    QCOMPARE(first.environment, local().environment);
    QCOMPARE(first.directory.string(), "/srv"s);
    QVERIFY(first.policy.elicitation == AnswerBy::Fixed && first.policy.sampling == AnswerBy::Ask);
    QCOMPARE(first.policy.elicitationAnswer, R"({"a":1})"s);
    QCOMPARE(first.policy.roots.at(0).uri, "file:///x"s);
    QCOMPARE(first.group, "everything"s);
    QCOMPARE(first.weight, 3.0);
    QVERIFY(!servers->at(0).found);
    const ServerConfig& second = servers->at(1).config;
    QCOMPARE(second.http->url, remote().http->url);
    QCOMPARE(second.http->headers, remote().http->headers);
    QVERIFY(second.http->dialect == HttpDialect::Sse);
    QCOMPARE(second.http->caFile.string(), "/etc/ca.pem"s);
    QVERIFY((servers->at(1).found == FoundBefore{HttpDialect::Streamable, "legacy"}));
    QVERIFY(servers->at(0).missing.empty() && servers->at(1).missing.empty());
    QCOMPARE(second.secrets, (Words{"Bearer key-in-header", "key-in-header", "key-in-query", "key-in-url"}));
}

void TestRememberedServers::noSecretReachesTheText_data() {
    QTest::addColumn<Words>("argv");
    QTest::addColumn<Words>("secrets");
    QTest::newRow("whole argument") << Words{"x", "s3cret-1"} << Words{"s3cret-1"};
    QTest::newRow("within an argument")
        << Words{"x", "a=s3cret-1,b=s3cret-2"} << Words{"s3cret-1", "s3cret-2"};
    QTest::newRow("one within another") << Words{"x", "s3cretlong s3cret"} << Words{"s3cret", "s3cretlong"};
    QTest::newRow("overlap") << Words{"x", "1abcdefghi2"} << Words{"abcdef", "defghi"};
    QTest::newRow("short") << Words{"x", "--pin=~7^"} << Words{"~7^"};
    QTest::newRow("needs escaping in JSON") << Words{"x", "q\"3\\zzq"} << Words{"q\"3\\zzq"};
}

void TestRememberedServers::noSecretReachesTheText() {
    QFETCH(Words, argv);
    QFETCH(Words, secrets);
    ServerConfig config{"s", argv};
    config.secrets = secrets;
    const RememberedText text = writeRemembered({knowing(config)});
    for (const std::string& secret : secrets)
        QVERIFY2(text.text.find(secret) == std::string::npos, text.text.c_str());
    for (const char* part : {"s3cret", "abc", "ghi", "zzq"})
        QVERIFY2(text.text.find(part) == std::string::npos, text.text.c_str());
    auto servers = readRemembered(text.text);
    QVERIFY(servers.has_value());
    fillSecrets(servers->at(0), valuesOf(text));
    QCOMPARE(servers->at(0).config.argv, argv);
}

void TestRememberedServers::whatIsNoSecretCanBeRead() {
    const std::string text = writeRemembered({knowing(local()), knowing(remote())}).text;
    for (const char* part : {"\"--dir=/x\"", "\"LANG\": \"C\"", "${secret:argv.2}",
                             "${secret:environment.A_TOKEN}", "\"Bearer ${secret:headers.Authorization}\"",
                             "\"https://me:${secret:url}@h/mcp?token=${secret:url.2}&x=1\"", "plain"})
        QVERIFY2(text.find(part) != std::string::npos, part);
    QVERIFY(text.find("key-in") == std::string::npos);
}

void TestRememberedServers::missingSecretStaysMissing() {
    const RememberedText first = writeRemembered({knowing(remote())});
    auto servers = readRemembered(first.text);
    QVERIFY(servers.has_value());
    QCOMPARE(servers->at(0).missing, (Words{"headers.Authorization", "url", "url.2"}));
    fillSecrets(servers->at(0), {{"url", "key-in-url"}});
    QCOMPARE(servers->at(0).missing, (Words{"headers.Authorization", "url.2"}));
    const RememberedText second = writeRemembered(*servers);
    QCOMPARE(second.text, first.text);
    QCOMPARE(valuesOf(second), (std::map<std::string, std::string>{{"url", "key-in-url"}}));
}

void TestRememberedServers::referenceOfAnotherIsKeptAsItIs() {
    const ServerConfig config{"s", {"x", "echo ${secret:mine} ${HOME}"}};
    const RememberedText text = writeRemembered({knowing(config)});
    auto servers = readRemembered(text.text);
    QVERIFY(servers.has_value());
    fillSecrets(servers->at(0), valuesOf(text));
    QCOMPARE(servers->at(0).config.argv, config.argv);
}

void TestRememberedServers::namesAreMadeUnique() {
    const auto servers =
        readRemembered(writeRemembered({knowing(local()), knowing(local()), knowing(local())}).text);
    QVERIFY(servers.has_value());
    QCOMPARE(servers->at(0).config.name, "files"s);
    QCOMPARE(servers->at(2).config.name, "files (3)"s);
}

void TestRememberedServers::brokenTextIsRefused_data() {
    QTest::addColumn<std::string>("text");
    QTest::addColumn<QString>("named");
    QTest::newRow("no JSON") << "{"s
                             << "line 1, column 2";
    QTest::newRow("another's") << R"({"mcpServers":{}})"s
                               << "no list of servers";
    QTest::newRow("a later format") << R"({"schema":"mcp-dyno/remembered/2","servers":[]})"s
                                    << "no list of servers";
}

void TestRememberedServers::brokenTextIsRefused() {
    QFETCH(std::string, text);
    QFETCH(QString, named);
    const auto servers = readRemembered(text);
    QVERIFY(servers.has_error());
    QVERIFY2(servers.error().message.find(named.toStdString()) != std::string::npos,
             servers.error().message.c_str());
}

void TestRememberedServers::fileIsTheOwnersAlone() {
    QVERIFY(remember({knowing(local()), knowing(remote())}).has_value());
    struct stat status {};
    QCOMPARE(::stat(m_file.c_str(), &status), 0);
    QCOMPARE(status.st_mode & 0777U, 0600U);
    QVERIFY(fileText().find("files") != std::string::npos);
    QVERIFY(fileText().find("key-in") == std::string::npos);
}

void TestRememberedServers::fileIsReplacedAtOnce() {
    QVERIFY(remember({knowing(local())}).has_value());
    const std::string before = fileText();
    QFile open(QString::fromStdString(m_file));
    QVERIFY(open.open(QIODevice::ReadOnly));
    QVERIFY(remember({knowing(remote())}).has_value());
    QCOMPARE(open.readAll().toStdString(), before); // who reads meanwhile sees the old one
    const auto entries = QDir(QString::fromStdString(m_file.parent_path())).entryList(QDir::Files);
    QCOMPARE(entries, QStringList{"servers.json"});
}

void TestRememberedServers::storeGivesTheSecretsBack() {
    QVERIFY(remember({knowing(local()), knowing(remote())}).has_value());
    const Servers servers = recall();
    QCOMPARE(servers.size(), std::size_t{2});
    QCOMPARE(servers[0].config.argv, local().argv);
    QCOMPARE(servers[1].config.http->url, remote().http->url);
    QVERIFY(servers[0].missing.empty() && servers[1].missing.empty());
}

void TestRememberedServers::withoutAStoreTheSecretsAreMissing() {
    m_store.locked = true;
    const Result<void> saved = remember({knowing(local())});
    QVERIFY(saved.has_error());
    QCOMPARE(saved.error().message, "locked"s);
    const Servers servers = recall();
    QCOMPARE(servers.size(), std::size_t{1});
    QCOMPARE(servers[0].missing, (Words{"argv.2", "environment.A_TOKEN"}));
    QVERIFY(m_store.secrets.empty());
}

void TestRememberedServers::staleSecretsAreRemoved() {
    QVERIFY(remember({knowing(local()), knowing(remote())}).has_value());
    QCOMPARE(m_store.secrets.size(), std::size_t{5});
    QVERIFY(remember({knowing(local())}).has_value());
    QCOMPARE(m_store.secrets.size(), std::size_t{2});
    QVERIFY(remember({}).has_value());
    QVERIFY(m_store.secrets.empty());
}

void TestRememberedServers::noFileMeansNoServers() {
    const auto servers = readServers(m_file);
    QVERIFY(servers.has_value() && servers->empty());
}

void TestRememberedServers::unwritableFileIsNamed() {
    m_file = "/proc/nowhere/servers.json";
    const Result<void> saved = remember({});
    QVERIFY(saved.has_error());
    QCOMPARE(saved.error().message,
             "/proc/nowhere/servers.json: cannot be written: No such file or directory"s);
}

void TestRememberedServers::placeFollowsXdg() {
    QCOMPARE(rememberedServersFile("/home/me", {}).string(), "/home/me/.config/mcp-dyno/servers.json"s);
    QCOMPARE(rememberedServersFile("/home/me", {{"XDG_CONFIG_HOME", "/xdg"}}).string(),
             "/xdg/mcp-dyno/servers.json"s);
    QCOMPARE(rememberedServersFile("/home/me", {{"XDG_CONFIG_HOME", "relative"}}).string(),
             "/home/me/.config/mcp-dyno/servers.json"s);
}

QTEST_APPLESS_MAIN(TestRememberedServers)
#include "tst_remembered_servers.moc"
