#include "engine/settings/secret_rules.h"
#include "printing.h"

#include <algorithm>

using namespace dyno::settings;
using namespace std::string_literals;

namespace {

using Words = std::vector<std::string>;

} // namespace

class TestSecretRules : public QObject {
    Q_OBJECT

private slots:
    void namesTell_data();
    void namesTell();
    void hintsAloneDoNot();
    void textsTell_data();
    void textsTell();
    void configurationIsSearchedWhole();
    void eachIsNotedOnce();
};

void TestSecretRules::namesTell_data() {
    QTest::addColumn<bool>("secret");
    for (const char* name :
         {"Authorization", "Cookie", "X-API-Key", "X-Auth-Token", "api_key", "OPENAI_API_KEY", "GITHUB_TOKEN",
          "CLIENT_SECRET", "DB_PASSWORD", "GOOGLE_APPLICATION_CREDENTIALS", "BASIC_AUTH", "DB_PWD",
          "--api-key", "access_token"})
        QTest::newRow(name) << true;
    for (const char* name :
         {"PATH", "HOME", "PWD", "OLDPWD", "GIT_AUTHOR_NAME", "Accept", "--port", "LOG_LEVEL", ""})
        QTest::newRow(*name ? name : "no name") << false;
}

void TestSecretRules::namesTell() {
    QFETCH(bool, secret);
    const std::string name = QTest::currentDataTag();
    QCOMPARE(isSecretName(name == "no name" ? "" : name), secret);
}

void TestSecretRules::hintsAloneDoNot() {
    QVERIFY(!isSecret("MAX_TOKENS", "4096"));
    QVERIFY(!isSecret("AUTH_ENABLED", "True"));
    QVERIFY(!isSecret("API_KEY", ""));
    QVERIFY(isSecret("API_KEY", "12345678"));
    QVERIFY(isSecret("PASSWORD", "1234"));
    QVERIFY(isSecret("PASSWORD", "no"));
}

void TestSecretRules::textsTell_data() {
    QTest::addColumn<std::string>("text");
    QTest::addColumn<Words>("secrets");
    QTest::newRow("nothing") << "a text: with = signs"s << Words{};
    QTest::newRow("bearer") << "curl -H 'Authorization: Bearer abc.def' x"s << Words{"abc.def"};
    QTest::newRow("bearer in lower case") << "bearer  abc"s << Words{"abc"};
    QTest::newRow("header") << "X-Api-Key: abc"s << Words{"abc"};
    QTest::newRow("authorization header")
        << "Authorization: Basic dXNlcg=="s << Words{"Basic dXNlcg==", "dXNlcg=="};
    QTest::newRow("variable") << "GITHUB_TOKEN=abc"s << Words{"abc"};
    QTest::newRow("option") << "--password=a=b"s << Words{"a=b"};
    QTest::newRow("password in a URL") << "https://me:p%40ss@h/"s << Words{"p%40ss", "p@ss"};
    QTest::newRow("user alone in a URL") << "https://ghp_abc@h/"s << Words{"ghp_abc"};
    QTest::newRow("user of another scheme") << "ssh://git@h/"s << Words{};
    QTest::newRow("database") << "postgresql://me:word@db:5432/x"s << Words{"word"};
    QTest::newRow("query") << "https://h/mcp?a=b&api_key=k1&token=t%2F2&n=3"s << Words{"k1", "t%2F2", "t/2"};
    QTest::newRow("query without a value") << "https://h/mcp?token&api_key=&x"s << Words{};
}

void TestSecretRules::textsTell() {
    QFETCH(std::string, text);
    QFETCH(Words, secrets);
    Words found = secretsInText(text);
    std::sort(found.begin(), found.end());
    std::sort(secrets.begin(), secrets.end());
    QCOMPARE(found, secrets);
}

void TestSecretRules::configurationIsSearchedWhole() {
    ServerConfig config{"s",
                        {"docker", "run", "-e", "API_TOKEN=arg-1", "image", "--api-key", "arg-2", "--verbose",
                         "--token", "--port", "80"},
                        {{"SOME_KEY", "env-1"}, {"DATABASE", "postgres://u:env-2@h/d"}, {"LANG", "C"}}};
    config.http =
        HttpConfig{"https://h/?key=url-1",
                   {{"Authorization", "Bearer head-1"}, {"X-Custom", "bearer head-2"}, {"Accept", "x"}},
                   {},
                   {}};
    Words found = secretsIn(config);
    std::sort(found.begin(), found.end());
    QCOMPARE(found,
             (Words{"Bearer head-1", "arg-1", "arg-2", "env-1", "env-2", "head-1", "head-2", "url-1"}));
}

void TestSecretRules::eachIsNotedOnce() {
    ServerConfig config{"s", {"x"}, {{"A_KEY", "same"}, {"B_KEY", "same"}}};
    config.secrets = {"same", "given"};
    noteSecrets(config);
    noteSecrets(config);
    QCOMPARE(config.secrets, (Words{"given", "same"}));
}

QTEST_APPLESS_MAIN(TestSecretRules)
#include "tst_secret_rules.moc"
