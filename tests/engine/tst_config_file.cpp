#include "engine/settings/import/config_file.h"
#include "printing.h"

#include <QTemporaryDir>

using dyno::ErrorKind;
using dyno::Result;
using dyno::settings::ServerConfig;
using namespace std::string_literals;

namespace {

using Words = std::vector<std::string>;
using Environment = std::map<std::string, std::string>;

/// As the command line has it: the server of that name, without values for inputs.
Result<ServerConfig> loadServerConfig(const std::filesystem::path& file, const std::string& name) {
    const auto config = dyno::settings::loadClientConfig(file);
    if (config.has_error())
        return config.error();
    const auto server = dyno::settings::chooseServer(*config, name, file);
    return server.has_error() ? server.error() : dyno::settings::finished(*server, *config, {});
}

} // namespace

class TestConfigFile : public QObject {
    Q_OBJECT

private slots:
    void init();
    void readsAFullEntry();
    void commandAloneIsEnough();
    void picksTheEntryByName();
    void refusesABrokenFile_data();
    void refusesABrokenFile();
    void unknownNameListsTheKnownOnes();
    void noNameMeansTheOnlyOneThatCanBeUsed();
    void noNameIsRefusedWhenSeveralCanBeUsed();
    void envFileIsReadBesideTheFile();
    void missingEnvFileIsNamed();
    void variablesComeFromOurEnvironment();
    void workspaceFolderHoldsTheEditorsFolder();
    void endlessFileIsCut();
    void missingFileIsNamed();
    void directoryIsNoFile();
    void pathThatTheSystemRefusesIsAnErrorToo_data();
    void pathThatTheSystemRefusesIsAnErrorToo();

private:
    std::filesystem::path write(const std::string& text);

    std::unique_ptr<QTemporaryDir> m_directory;
};

void TestConfigFile::init() {
    m_directory = std::make_unique<QTemporaryDir>();
    QVERIFY(m_directory->isValid());
}

std::filesystem::path TestConfigFile::write(const std::string& text) {
    const QString path = m_directory->filePath("mcp.json");
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(text.data(), static_cast<qint64>(text.size())) < 0)
        qFatal("cannot write the test's own file");
    return path.toStdString();
}

void TestConfigFile::readsAFullEntry() {
    const auto config =
        loadServerConfig(write(R"({"mcpServers":{"files":{"command":"npx","args":["-y","pkg","a b"],
        "env":{"TOKEN":"t=1","EMPTY":"","A_LONG_ONE":"a value that no small-string buffer takes in"},"cwd":"sub/dir"}}})"),
                         "files");
    QVERIFY(config.has_value());
    QCOMPARE(config->name, "files"s);
    QCOMPARE(config->argv, (Words{"npx", "-y", "pkg", "a b"}));
    QCOMPARE(config->environment,
             (Environment{{"TOKEN", "t=1"},
                          {"EMPTY", ""},
                          {"A_LONG_ONE", "a value that no small-string buffer takes in"}}));
    QCOMPARE(config->directory.string(), "sub/dir"s);
}

void TestConfigFile::commandAloneIsEnough() {
    const auto config =
        loadServerConfig(write(R"({"mcpServers":{"s":{"command":"server","disabled":true}}})"), "s");
    QVERIFY(config.has_value());
    QCOMPARE(config->argv, Words{"server"});
    QVERIFY(config->environment.empty());
    QVERIFY(config->directory.empty());
}

void TestConfigFile::picksTheEntryByName() {
    const auto file = write(R"({"mcpServers":{"a":{"command":"one"},"b":{"command":"two"}},"other":1})");
    QCOMPARE(loadServerConfig(file, "a")->argv, Words{"one"});
    QCOMPARE(loadServerConfig(file, "b")->argv, Words{"two"});
}

void TestConfigFile::refusesABrokenFile_data() {
    QTest::addColumn<std::string>("text");
    QTest::addColumn<QString>("named");
    QTest::newRow("empty file") << ""s
                                << "not valid JSON";
    QTest::newRow("no JSON") << "mcpServers: {}"s
                             << "not valid JSON";
    QTest::newRow("says where") << "{\n  \"mcpServers\": {,}\n}"s
                                << "line 2, column 18";
    QTest::newRow("a list") << "[]"s
                            << "mcpServers";
    QTest::newRow("no servers") << "{}"s
                                << "mcpServers";
    QTest::newRow("servers is a list") << R"({"mcpServers":[]})"s
                                       << "mcpServers";
    QTest::newRow("entry is a string") << R"({"mcpServers":{"s":"npx"}})"s
                                       << "not an object";
    QTest::newRow("no command") << R"({"mcpServers":{"s":{"args":["x"]}}})"s
                                << "neither \"command\" nor \"url\"";
    QTest::newRow("command is a list") << R"({"mcpServers":{"s":{"command":["a"]}}})"s
                                       << "\"command\"";
    QTest::newRow("args is a string") << R"({"mcpServers":{"s":{"command":"a","args":"-y"}}})"s
                                      << "\"args\"";
    QTest::newRow("args holds a number") << R"({"mcpServers":{"s":{"command":"a","args":["-p",80]}}})"s
                                         << "\"args\"";
    QTest::newRow("env is a list") << R"({"mcpServers":{"s":{"command":"a","env":["A=1"]}}})"s
                                   << "\"env\"";
    QTest::newRow("env holds a list") << R"({"mcpServers":{"s":{"command":"a","env":{"PORT":[80]}}}})"s
                                      << "PORT";
    QTest::newRow("cwd is a number") << R"({"mcpServers":{"s":{"command":"a","cwd":5}}})"s
                                     << "\"cwd\"";
}

void TestConfigFile::refusesABrokenFile() {
    QFETCH(std::string, text);
    QFETCH(QString, named);
    const auto file = write(text);
    const auto config = loadServerConfig(file, "s");
    QVERIFY(config.has_error());
    QCOMPARE(config.error().kind, ErrorKind::InvalidInput);
    QVERIFY2(config.error().message.find(named.toStdString()) != std::string::npos,
             config.error().message.c_str());
    QVERIFY(config.error().message.find(file.string()) != std::string::npos);
}

void TestConfigFile::unknownNameListsTheKnownOnes() {
    const auto config = loadServerConfig(write(R"({"mcpServers":{"one":{},"two":{}}})"), "three");
    QVERIFY(config.has_error());
    QVERIFY(config.error().message.find("\"three\"; it has: one, two") != std::string::npos);
    QVERIFY(loadServerConfig(write(R"({"mcpServers":{}})"), "s").error().message.find("none") !=
            std::string::npos);
}

void TestConfigFile::noNameMeansTheOnlyOneThatCanBeUsed() {
    const auto config =
        loadServerConfig(write(R"({"mcpServers":{"broken":{},"good":{"command":"run"}}})"), "");
    QVERIFY(config.has_value());
    QCOMPARE(config->name, "good"s);
    const auto broken = loadServerConfig(write(R"({"mcpServers":{"broken":{}}})"), "");
    QVERIFY(broken.error().message.find("server \"broken\": it has neither") != std::string::npos);
}

void TestConfigFile::noNameIsRefusedWhenSeveralCanBeUsed() {
    const auto config =
        loadServerConfig(write(R"({"mcpServers":{"a":{"command":"x"},"b":{"command":"x"}}})"), "");
    QVERIFY(config.has_error());
    QVERIFY(config.error().message.find("has 2 servers that can be used; choose one by its name: a, b") !=
            std::string::npos);
}

void TestConfigFile::envFileIsReadBesideTheFile() {
    QFile env(m_directory->filePath(".env"));
    QVERIFY(env.open(QIODevice::WriteOnly));
    env.write("A=file\nB=file\n");
    env.close();
    const auto config = loadServerConfig(
        write(R"({"servers":{"s":{"command":"x","envFile":".env","env":{"B":"entry"}}}})"), "s");
    QVERIFY(config.has_value());
    QCOMPARE(config->environment, (Environment{{"A", "file"}, {"B", "entry"}}));
}

void TestConfigFile::missingEnvFileIsNamed() {
    const auto config =
        loadServerConfig(write(R"({"servers":{"s":{"command":"x","envFile":"none.env"}}})"), "s");
    QVERIFY(config.has_error());
    QVERIFY(config.error().message.find("none.env: cannot be read: No such file or directory") !=
            std::string::npos);
}

void TestConfigFile::variablesComeFromOurEnvironment() {
    qputenv("DYNO_TEST_VARIABLE", "a value");
    const auto config =
        loadServerConfig(write(R"({"mcpServers":{"s":{"command":"${DYNO_TEST_VARIABLE}"}}})"), "s");
    QVERIFY(config.has_value());
    QCOMPARE(config->argv, Words{"a value"});
}

void TestConfigFile::workspaceFolderHoldsTheEditorsFolder() {
    const std::filesystem::path folder = m_directory->path().toStdString();
    QCOMPARE(dyno::settings::contextFor(folder / ".mcp.json").surroundings.workspaceFolder.string(),
             folder.string());
    QCOMPARE(dyno::settings::contextFor(folder / ".vscode/mcp.json").surroundings.workspaceFolder.string(),
             folder.string());
}

void TestConfigFile::endlessFileIsCut() {
    const auto config = loadServerConfig("/dev/zero", "s");
    QVERIFY(config.has_error());
    QCOMPARE(config.error().message, "/dev/zero: is larger than 64 MiB"s);
}

void TestConfigFile::missingFileIsNamed() {
    const auto config = loadServerConfig("/nowhere/mcp.json", "s");
    QVERIFY(config.has_error());
    QCOMPARE(config.error().kind, ErrorKind::InvalidInput);
    QCOMPARE(config.error().message, "/nowhere/mcp.json: cannot be read: No such file or directory"s);
}

void TestConfigFile::directoryIsNoFile() {
    const auto config = loadServerConfig(m_directory->path().toStdString(), "s");
    QVERIFY(config.has_error());
    QVERIFY(config.error().message.find("is a directory") != std::string::npos);
}

void TestConfigFile::pathThatTheSystemRefusesIsAnErrorToo_data() {
    QTest::addColumn<QString>("path");
    QTest::newRow("a name that is too long") << QString(5000, QLatin1Char('x'));
    QTest::newRow("a link to itself") << QStringLiteral("loop");
}

void TestConfigFile::pathThatTheSystemRefusesIsAnErrorToo() {
    QFETCH(QString, path);
    const QString full = m_directory->filePath(path);
    QFile::link(full, full);
    const auto config = loadServerConfig(full.toStdString(), "s");
    QVERIFY(config.has_error());
    QCOMPARE(config.error().kind, ErrorKind::InvalidInput);
}

QTEST_APPLESS_MAIN(TestConfigFile)
#include "tst_config_file.moc"
