#include "engine/settings/import/client_config.h"
#include "printing.h"

#include <algorithm>

using namespace dyno;
using namespace dyno::settings;
using namespace std::string_literals;

namespace {

using Words = std::vector<std::string>;
using Environment = std::map<std::string, std::string>;
using Headers = std::vector<std::pair<std::string, std::string>>;

ImportContext context() {
    return {"/home/me/app/.mcp.json",
            {{{"SET", "value"}, {"EMPTY", ""}, {"MY_TOKEN", "tok-1"}}, "/home/me", "/home/me/app"},
            [](const std::filesystem::path& file) -> Result<std::string> {
                if (file == "/home/me/app/.env")
                    return "FROM_FILE=1\nBOTH=file\nFILE_KEY=file-secret"s;
                return Error{ErrorKind::InvalidInput, file.string() + ": is not there"};
            }};
}

ImportedConfig read(const std::string& text) {
    auto config = readClientConfig(text, context());
    if (config.has_error())
        qFatal("%s", config.error().message.c_str());
    return *config;
}

/// The first server of a file with this entry.
ImportedServer entry(const std::string& text) {
    return read(R"({"mcpServers":{"s":)" + text + "}}").servers.at(0);
}

Words names(const ImportedConfig& config) {
    Words names;
    for (const ImportedServer& server : config.servers)
        names.push_back(server.name);
    return names;
}

bool holds(const Words& words, const std::string& word) {
    return std::find(words.begin(), words.end(), word) != words.end();
}

} // namespace

class TestClientConfig : public QObject {
    Q_OBJECT

private slots:
    void everyClientsFileIsRead_data();
    void everyClientsFileIsRead();
    void remoteEntriesAreRead_data();
    void remoteEntriesAreRead();
    void headersAndTokensAreRead();
    void localEntryIsRead();
    void claudeCodesProjectsAreRead();
    void orderIsTheFiles();
    void sameNamesAreToldApart();
    void badEntryIsNamedTheOthersImport_data();
    void badEntryIsNamedTheOthersImport();
    void disabledIsToldButUsable();
    void referencesAreReplaced_data();
    void referencesAreReplaced();
    void envFileIsRead();
    void missingEnvFileIsTheEntrysProblem();
    void inputsAreListed();
    void inputsAreFilledIn();
    void inputWithoutAValueIsNamed();
    void inputIsCheckedOnceItIsFilledIn();
    void secretsAreNoted();
    void unfilledInputsAreNoSecrets();
    void whatIsNoConfigurationIsRefused_data();
    void whatIsNoConfigurationIsRefused();
    void manyEntriesTakeTimeInProportion();
};

void TestClientConfig::everyClientsFileIsRead_data() {
    QTest::addColumn<std::string>("text");
    QTest::newRow("Claude Desktop, Cursor, Windsurf")
        << R"({"globalShortcut":"", "mcpServers":{"s":{"command":"run","args":["a"],"env":{"K":"v"}}}})"s;
    QTest::newRow("Claude Code")
        << R"({"mcpServers":{"s":{"type":"stdio","command":"run","args":["a"],"env":{"K":"v"}}}})"s;
    QTest::newRow("VS Code")
        << R"({"inputs":[],"servers":{"s":{"type":"stdio","command":"run","args":["a"],"env":{"K":"v","N":null}}}})"s;
    QTest::newRow("VS Code's settings")
        << R"({"editor.fontSize":12,"mcp":{"servers":{"s":{"command":"run","args":["a"],"env":{"K":"v"}}}}})"s;
    QTest::newRow("Zed")
        << R"({"context_servers":{"s":{"source":"custom","command":"run","args":["a"],"env":{"K":"v"}}}})"s;
    QTest::newRow("Zed of old")
        << R"({"context_servers":{"s":{"command":{"path":"run","args":["a"],"env":{"K":"v"}},"settings":{}}}})"s;
    QTest::newRow("comments, commas, byte order mark")
        << "\xEF\xBB\xBF// mine\n{\"mcpServers\":{/* one */\"s\":{\"command\":\"run\",\"args\":[\"a\",],\"env\":{\"K\":\"v\",},},},}"s;
    QTest::newRow("unknown keys")
        << R"({"x":[{"mcpServers":{"no":{}}}],"mcpServers":{"s":{"command":"run","args":["a"],"env":{"K":"v"},"timeout":5,"tools":["*"],"gallery":{}}}})"s;
}

void TestClientConfig::everyClientsFileIsRead() {
    QFETCH(std::string, text);
    const ImportedConfig config = read(text);
    QCOMPARE(config.servers.size(), std::size_t{1});
    const ImportedServer& server = config.servers[0];
    QCOMPARE(server.problem, ""s);
    QCOMPARE(server.name, "s"s);
    QCOMPARE(server.config.name, "s"s);
    QCOMPARE(server.config.argv, (Words{"run", "a"}));
    QCOMPARE(server.config.environment, (Environment{{"K", "v"}}));
    QVERIFY(!server.config.http);
}

void TestClientConfig::remoteEntriesAreRead_data() {
    QTest::addColumn<std::string>("text");
    QTest::addColumn<HttpDialect>("dialect");
    QTest::newRow("url alone") << R"({"url":"https://h/mcp"})"s << HttpDialect::Auto;
    QTest::newRow("Windsurf") << R"({"serverUrl":"https://h/mcp"})"s << HttpDialect::Auto;
    QTest::newRow("httpUrl") << R"({"httpUrl":"https://h/mcp"})"s << HttpDialect::Streamable;
    QTest::newRow("http") << R"({"type":"http","url":"https://h/mcp"})"s << HttpDialect::Streamable;
    QTest::newRow("streamable-http") << R"({"type":"streamable-http","url":"https://h/mcp"})"s
                                     << HttpDialect::Streamable;
    QTest::newRow("streamableHttp") << R"({"type":"streamableHttp","url":"https://h/mcp"})"s
                                    << HttpDialect::Streamable;
    QTest::newRow("sse") << R"({"type":"sse","url":"https://h/mcp"})"s << HttpDialect::Sse;
    QTest::newRow("transport") << R"({"transport":"sse","url":"https://h/mcp"})"s << HttpDialect::Sse;
    QTest::newRow("type beside a command")
        << R"({"type":"sse","url":"https://h/mcp","command":"x"})"s << HttpDialect::Sse;
}

void TestClientConfig::remoteEntriesAreRead() {
    QFETCH(std::string, text);
    QFETCH(HttpDialect, dialect);
    const ImportedServer server = entry(text);
    QCOMPARE(server.problem, ""s);
    QVERIFY(server.config.http);
    QCOMPARE(server.config.http->url, "https://h/mcp"s);
    QVERIFY(server.config.http->dialect == dialect);
    QVERIFY(server.config.argv.empty());
    // VS Code's "http" means either.
    const auto code = read(R"({"servers":{"s":{"type":"http","url":"https://h/mcp"}}})").servers[0];
    QVERIFY(code.config.http->dialect == HttpDialect::Auto);
}

void TestClientConfig::headersAndTokensAreRead() {
    const ImportedServer headers =
        entry(R"({"url":"https://h","headers":{"A":"1","B":"Bearer ${MY_TOKEN}"}})");
    QCOMPARE(headers.config.http->headers, (Headers{{"A", "1"}, {"B", "Bearer tok-1"}}));
    const Headers bearer{{"Authorization", "Bearer tok-1"}};
    const ImportedServer token = entry(R"({"url":"https://h","bearerToken":"tok-1"})");
    QCOMPARE(token.config.http->headers, bearer);
    const ImportedServer variable = entry(R"({"url":"https://h","bearer_token_env_var":"MY_TOKEN"})");
    QCOMPARE(variable.config.http->headers, bearer);
}

void TestClientConfig::localEntryIsRead() {
    const ImportedServer server = entry(
        R"({"command":"~/bin/x","args":["~/d","a~"],"env":{"PORT":80,"ON":true,"N":null,"T":"~"},"cwd":"~"})");
    QCOMPARE(server.config.argv, (Words{"/home/me/bin/x", "/home/me/d", "a~"}));
    QCOMPARE(server.config.environment, (Environment{{"PORT", "80"}, {"ON", "true"}, {"T", "~"}}));
    QCOMPARE(server.config.directory.string(), "/home/me"s);
}

void TestClientConfig::claudeCodesProjectsAreRead() {
    const ImportedConfig config = read(R"({"numStartups":3,"mcpServers":{"files":{"command":"everywhere"}},
        "projects":{"/home/me/one":{"mcpServers":{"files":{"command":"one"}},"history":[]},
                    "/home/me/two":{"mcpServers":{"git":{"command":"two","cwd":"/x"}, "web":{"url":"http://h"}}}}})");
    QCOMPARE(names(config), (Words{"files", "files (one)", "git", "web"}));
    QCOMPARE(config.servers[1].config.directory.string(), "/home/me/one"s);
    QCOMPARE(config.servers[2].config.directory.string(), "/x"s);
    QVERIFY(config.servers[3].config.directory.empty());
}

void TestClientConfig::orderIsTheFiles() {
    const ImportedConfig config = read(R"({"mcpServers":{"z":{"command":"x"},"a":{"command":"x"},"m":{}}})");
    QCOMPARE(names(config), (Words{"z", "a", "m"}));
}

void TestClientConfig::sameNamesAreToldApart() {
    std::string text = R"({"mcpServers":{"":{"command":"0"})";
    for (const char* name : {"a", "a", "a (3)", "a"})
        text += std::string(",\"") + name + R"(":{"command":"x","args":["last"]})";
    const ImportedConfig config = read(text + "}}");
    QCOMPARE(names(config), (Words{"unnamed", "a", "a (2)", "a (3)", "a (4)"}));
    QCOMPARE(config.servers[4].config.argv, (Words{"x", "last"}));
}

void TestClientConfig::badEntryIsNamedTheOthersImport_data() {
    QTest::addColumn<std::string>("text");
    QTest::addColumn<std::string>("problem");
    const auto row = [](const char* name, const char* text, const char* problem) {
        QTest::newRow(name) << std::string(text) << std::string(problem);
    };
    row("a string", R"("npx")", "it is not an object");
    row("a list", R"([1,{"command":"x"}])", "it is not an object");
    row("null", "null", "it is not an object");
    row("nothing in it", "{}", "it has neither \"command\" nor \"url\"");
    row("an extension's", R"({"source":"extension","settings":{}})",
        "it has neither \"command\" nor \"url\"");
    row("empty command", R"({"command":""})", "its \"command\" is empty");
    row("command is a list", R"({"command":["x"]})", "\"command\" must be a string");
    row("type without its url", R"({"type":"sse"})", "it has no \"url\"");
    row("unknown type", R"({"type":"ws","url":"ws://h"})",
        "its type \"ws\" is none of stdio, http, streamable-http and sse");
    row("other scheme", R"({"url":"ws://h"})",
        "the URL begins with ws://; only http:// and https:// are spoken");
    row("no URL", R"({"url":"localhost:80"})", "the URL does not begin with http:// or https://");
    row("url is a number", R"({"url":80})", "\"url\" must be a string");
    row("bad header", R"({"url":"http://h","headers":{"X":"a\r\nY: b"}})",
        "the value of header X has a line end or a control character in it");
    row("headers are a list", R"({"url":"http://h","headers":["X: y"]})",
        "\"headers\" must be an object of strings");
    row("header is a number", R"({"url":"http://h","headers":{"X":1}})",
        "\"headers\": the value of X must be a string");
    row("variable that is not set", R"({"command":"x","args":["${NOT_SET}"]})",
        "the environment variable NOT_SET is not set");
    row("variable of env that is not set", R"({"command":"x","env":{"A":"${env:NOT_SET}"}})",
        "the environment variable NOT_SET is not set");
    row("the client's own", R"({"command":"x","args":["${command:pick}"]})",
        "${command:pick} is known to the client that it was written for alone");
}

void TestClientConfig::badEntryIsNamedTheOthersImport() {
    QFETCH(std::string, text);
    QFETCH(std::string, problem);
    const ImportedConfig config =
        read(R"({"mcpServers":{"a":{"command":"x"},"bad":)" + text + R"(,"z":{"url":"http://h"}}})");
    QCOMPARE(names(config), (Words{"a", "bad", "z"}));
    QCOMPARE(config.servers[1].problem, problem);
    QVERIFY(config.servers[0].problem.empty() && config.servers[2].problem.empty());
    const auto refused = finished(config.servers[1], config, {});
    QVERIFY(refused.has_error());
    QCOMPARE(refused.error().message, problem);
}

void TestClientConfig::disabledIsToldButUsable() {
    QVERIFY(entry(R"({"command":"x","disabled":true})").disabled);
    QVERIFY(entry(R"({"command":"x","enabled":false})").disabled);
    QVERIFY(!entry(R"({"command":"x","disabled":false})").disabled);
    QCOMPARE(entry(R"({"command":"x","disabled":true})").problem, ""s);
}

void TestClientConfig::referencesAreReplaced_data() {
    QTest::addColumn<std::string>("text");
    QTest::addColumn<std::string>("replaced");
    QTest::newRow("env:") << "a${env:SET}b"s
                          << "avalueb"s;
    QTest::newRow("shell's way") << "${SET}/${SET}"s
                                 << "value/value"s;
    QTest::newRow("empty variable") << "[${EMPTY}]"s
                                    << "[]"s;
    QTest::newRow("default for one not set") << "${NOT_SET:-a b}"s
                                             << "a b"s;
    QTest::newRow("default for an empty one") << "${EMPTY:-x}"s
                                              << "x"s;
    QTest::newRow("default not needed") << "${SET:-x}"s
                                        << "value"s;
    QTest::newRow("empty default") << "[${NOT_SET:-}]"s
                                   << "[]"s;
    QTest::newRow("folders") << "${workspaceFolder}:${userHome}:${workspaceFolderBasename}${/}"s
                             << "/home/me/app:/home/me:app/"s;
    QTest::newRow("no reference") << "$SET $${ ${a b} ${} {SET} ${SET"s
                                  << "$SET $${ ${a b} ${} {SET} ${SET"s;
}

void TestClientConfig::referencesAreReplaced() {
    QFETCH(std::string, text);
    QFETCH(std::string, replaced);
    const ImportedServer server =
        entry(nlohmann::json{{"command", "x"}, {"args", {text}}, {"env", {{"A", text}}}}.dump());
    QCOMPARE(server.problem, ""s);
    QCOMPARE(server.config.argv[1], replaced);
    QCOMPARE(server.config.environment.at("A"), replaced);
}

void TestClientConfig::envFileIsRead() {
    const ImportedServer server =
        entry(R"({"command":"x","envFile":"${workspaceFolder}/.env","env":{"BOTH":"entry"}})");
    QCOMPARE(server.config.environment,
             (Environment{{"FROM_FILE", "1"}, {"BOTH", "entry"}, {"FILE_KEY", "file-secret"}}));
    QVERIFY(holds(server.config.secrets, "file-secret"));
    QCOMPARE(entry(R"({"command":"x","envFile":".env"})").config.environment.size(), std::size_t{3});
}

void TestClientConfig::missingEnvFileIsTheEntrysProblem() {
    QCOMPARE(entry(R"({"command":"x","envFile":"other.env"})").problem,
             "\"envFile\": /home/me/app/other.env: is not there"s);
}

namespace {

/// VS Code's way, with one input of each kind.
const std::string withInputs = R"({
    "inputs": [
        {"type": "promptString", "id": "key", "description": "The key", "password": true},
        {"type": "promptString", "id": "user", "description": "User name", "default": "me", "password": false},
        {"type": "pickString", "id": "level", "options": ["low", {"label": "High", "value": "high"}], "default": "low"},
        {"type": "promptString", "id": "unused"},
    ],
    "servers": {
        "local": {"command": "run", "args": ["--user", "${input:user}"], "env": {"K": "${input:key}", "L": "${input:level}"}},
        "remote": {"type": "http", "url": "https://h/${input:user}", "headers": {"X-Api-Key": "${input:key}"}},
        "plain": {"command": "plain"},
        "undeclared": {"command": "x", "args": ["${input:other}"]},
    }
})";

} // namespace

void TestClientConfig::inputsAreListed() {
    const ImportedConfig config = read(withInputs);
    QCOMPARE(config.servers[0].inputs, (Words{"user", "key", "level"}));
    QVERIFY(config.servers[2].inputs.empty());
    QCOMPARE(config.inputs.size(), std::size_t{4}); // not the one that nothing refers to
    const NeededInput* key = inputOf(config, "key");
    QVERIFY(key && key->secret && !key->preset);
    QCOMPARE(key->description, "The key"s);
    const NeededInput* user = inputOf(config, "user");
    QVERIFY(user && !user->secret);
    QCOMPARE(*user->preset, "me"s);
    const NeededInput* level = inputOf(config, "level");
    QVERIFY(level && !level->secret);
    QCOMPARE(level->options, (Words{"low", "high"}));
    QVERIFY(inputOf(config, "other")->secret);
    QVERIFY(!inputOf(config, "unused"));
}

void TestClientConfig::inputsAreFilledIn() {
    const ImportedConfig config = read(withInputs);
    const auto local = finished(config.servers[0], config, {{"key", "k-${input:user}"}, {"level", "high"}});
    QVERIFY(local.has_value());
    QCOMPARE(local->argv, (Words{"run", "--user", "me"}));
    QCOMPARE(local->environment, (Environment{{"K", "k-${input:user}"}, {"L", "high"}}));
    QCOMPARE(local->secrets, Words{"k-${input:user}"});
    const auto remote = finished(config.servers[1], config, {{"key", "secret-1"}, {"user", "ann"}});
    QVERIFY(remote.has_value());
    QCOMPARE(remote->http->url, "https://h/ann"s);
    QCOMPARE(remote->http->headers, (Headers{{"X-Api-Key", "secret-1"}}));
    QCOMPARE(remote->secrets, Words{"secret-1"});
}

void TestClientConfig::inputWithoutAValueIsNamed() {
    const ImportedConfig config = read(withInputs);
    const auto result = finished(config.servers[0], config, {{"user", "ann"}});
    QVERIFY(result.has_error());
    QCOMPARE(result.error().kind, ErrorKind::InvalidInput);
    QCOMPARE(result.error().message, "it needs a value for its input \"key\": The key"s);
}

void TestClientConfig::inputIsCheckedOnceItIsFilledIn() {
    const ImportedConfig config = read(withInputs);
    const auto result = finished(config.servers[1], config, {{"key", "a\nb"}});
    QVERIFY(result.has_error());
    QVERIFY(result.error().message.find("header X-Api-Key") != std::string::npos);
    const auto address = read(R"({"servers":{"s":{"url":"${input:where}"}}})");
    QVERIFY(address.servers[0].problem.empty());
    QVERIFY(finished(address.servers[0], address, {{"where", "nowhere"}}).has_error());
    QVERIFY(finished(address.servers[0], address, {{"where", "http://h"}}).has_value());
}

void TestClientConfig::secretsAreNoted() {
    const ImportedServer server =
        entry(R"({"command":"x","args":["-k","${MY_TOKEN}"],"env":{"A_PASSWORD":"pw-1","B":"b"}})");
    QCOMPARE(server.config.secrets, (Words{"pw-1", "tok-1"}));
}

void TestClientConfig::unfilledInputsAreNoSecrets() {
    const ImportedConfig config = read(withInputs);
    for (const ImportedServer& server : config.servers)
        QVERIFY(server.config.secrets.empty());
}

void TestClientConfig::whatIsNoConfigurationIsRefused_data() {
    QTest::addColumn<std::string>("text");
    QTest::addColumn<std::string>("message");
    const std::string none =
        "has no servers: it has no \"mcpServers\", \"servers\" or \"context_servers\" object";
    QTest::newRow("nothing") << ""s
                             << "is not valid JSON: line 1, column 1: "s;
    QTest::newRow("broken") << "{\n\"mcpServers\": {\"a\": }}"s
                            << "is not valid JSON: line 2, column 21: "s;
    QTest::newRow("more after it") << R"({"mcpServers":{}} {})"s
                                   << "is not valid JSON: line 1, column 19: "s;
    QTest::newRow("object without") << "{\"x\":{\"mcpServers\":{}}}"s << none;
    QTest::newRow("a list") << "[]"s << none;
    QTest::newRow("servers are a list") << R"({"mcpServers":[{"command":"x"}]})"s << none;
    QTest::newRow("a word") << "\"mcpServers\""s << none;
}

void TestClientConfig::whatIsNoConfigurationIsRefused() {
    QFETCH(std::string, text);
    QFETCH(std::string, message);
    const auto config = readClientConfig(text, context());
    QVERIFY(config.has_error());
    QCOMPARE(config.error().kind, ErrorKind::InvalidInput);
    QVERIFY2(config.error().message.starts_with("/home/me/app/.mcp.json: " + message),
             config.error().message.c_str());
}

// Quadratic work on this many would run into the test's time limit.
void TestClientConfig::manyEntriesTakeTimeInProportion() {
    std::string text = R"({"history":[)";
    for (int i = 0; i < 100'000; ++i)
        text += R"({"text":"said"},)";
    text += R"(],"mcpServers":{)";
    for (int i = 0; i < 100'000; ++i)
        text += R"("same":{"command":"x","args":["${SET}"], /* c */ "env":{"K":"v",},},)";
    const ImportedConfig config = read(text + "}}");
    QCOMPARE(config.servers.size(), std::size_t{100'000});
    QCOMPARE(config.servers.back().name, "same (100000)"s);
}

QTEST_APPLESS_MAIN(TestClientConfig)
#include "tst_client_config.moc"
