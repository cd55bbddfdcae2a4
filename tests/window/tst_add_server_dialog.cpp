#include "ui/dialogs/add_server_dialog.h"
#include "ui/dialogs/headers_edit.h"
#include "ui/panels/field_problem.h"

#include "tests/support/fail_on_warning.h"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QLineEdit>
#include <QPointer>
#include <QPushButton>
#include <QSignalSpy>
#include <QTabBar>
#include <QTemporaryFile>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace dyno::ui;
using dyno::settings::AnswerBy;
using dyno::settings::ServerConfig;

class tst_add_server_dialog : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() {
        dyno::test::failOnWarning();
        m_dialog = new AddServerDialog(m_theme, {u"taken"_s, u"host"_s}, {u"everything"_s}, nullptr);
        m_dialog->show();
        m_config.reset();
        connect(m_dialog, &AddServerDialog::serverDescribed, this,
                [this](const ServerConfig& config) { m_config = config; });
    }
    void cleanup() { delete m_dialog; }

    void commandIsDescribed() {
        edit("commandLine")->setText(u"npx -y server"_s);
        child<QPlainTextEdit>("environment")->setPlainText(u"API_KEY=k-123\nLEVEL=1"_s);
        add();
        QCOMPARE(m_config->name, std::string("npx"));
        QCOMPARE(m_config->argv, (std::vector<std::string>{"npx", "-y", "server"}));
        QVERIFY(isSecret("k-123"));
        QVERIFY(!m_config->http);
    }

    void replicaIsDescribed() {
        edit("commandLine")->setText(u"npx -y server"_s);
        QVERIFY(!child<QDoubleSpinBox>("weight")->isEnabled());
        edit("group")->setText(u" everything "_s);
        child<QDoubleSpinBox>("weight")->setValue(3);
        add();
        QCOMPARE(m_config->group, std::string("everything"));
        QCOMPARE(m_config->weight, 3.0);
    }

    void pastedUrlSwitchesOver() {
        edit("commandLine")->setText(u" https://host/mcp "_s);
        QCOMPARE(child<QTabBar>("serverWay")->currentIndex(), 1);
        QCOMPARE(edit("url")->text(), u"https://host/mcp"_s);
        QVERIFY(edit("commandLine")->text().isEmpty());
        QVERIFY(edit("url")->isVisible());
        QVERIFY(!edit("commandLine")->isVisible());
    }

    void urlIsDescribed() {
        QTemporaryFile ca;
        QVERIFY(ca.open());
        ca.write("-----BEGIN CERTIFICATE-----\n");
        ca.flush();
        edit("commandLine")->setText(u"https://host/mcp"_s);
        child<QComboBox>("dialect")->setCurrentIndex(2);
        edit("bearerToken")->setText(u"s3cret"_s);
        child<HeadersEdit>("headers")->setHeaders(u"X-Team: a\nX-Api-Key: k"_s);
        edit("caFile")->setText(ca.fileName());
        add();
        QCOMPARE(m_config->name, std::string("host 2"));
        QVERIFY(m_config->http && m_config->argv.empty());
        QCOMPARE(m_config->http->url, std::string("https://host/mcp"));
        QCOMPARE(m_config->http->dialect, dyno::settings::HttpDialect::Sse);
        QCOMPARE(m_config->http->headers,
                 (std::vector<std::pair<std::string, std::string>>{
                     {"Authorization", "Bearer s3cret"}, {"X-Team", "a"}, {"X-Api-Key", "k"}}));
        QCOMPARE(m_config->http->caFile, std::filesystem::path(ca.fileName().toStdString()));
        QVERIFY(isSecret("s3cret") && isSecret("k") && !isSecret("a"));
    }

    void problemIsSaidAtItsField_data() {
        QTest::addColumn<QString>("field");
        QTest::addColumn<QString>("text");
        QTest::newRow("url") << u"url"_s << u"https://host:x"_s;
        QTest::newRow("token") << u"bearerToken"_s << u"Bearer abc"_s;
        QTest::newRow("certificates") << u"caFile"_s << u"/no/such/file"_s;
        QTest::newRow("name") << u"name"_s << u"taken"_s;
    }
    void problemIsSaidAtItsField() {
        QFETCH(QString, field);
        QFETCH(QString, text);
        edit("commandLine")->setText(u"https://host/mcp"_s);
        QVERIFY(child<QPushButton>("add")->isEnabled());
        auto* edit = m_dialog->findChild<QLineEdit*>(field);
        edit->setText(text);
        QVERIFY(edit->property("invalid").toBool());
        QVERIFY(!edit->accessibleDescription().isEmpty());
        QVERIFY(!child<QPushButton>("add")->isEnabled());
    }

    void beginningOfAUrlIsNotWrongYet() {
        child<QTabBar>("serverWay")->setCurrentIndex(1);
        for (const QString& text : {u""_s, u"h"_s, u"https:/"_s}) {
            edit("url")->setText(text);
            QVERIFY(!edit("url")->property("invalid").toBool());
            QVERIFY(!child<QPushButton>("add")->isEnabled());
        }
    }

    void secretHeadersAreHiddenWhileElsewhere() {
        edit("commandLine")->setText(u"https://host/mcp"_s);
        auto* headers = child<HeadersEdit>("headers");
        headers->setHeaders(u"X-Api-Key: k"_s);
        QVERIFY(!headers->toPlainText().contains(u" k"_s));
        QCOMPARE(headers->headers(), u"X-Api-Key: k"_s);
        headers->setFocus();
        QTRY_COMPARE(headers->toPlainText(), u"X-Api-Key: k"_s);
        headers->insertPlainText(u"X-B: 2\n"_s);
        QCOMPARE(headers->headers(), u"X-B: 2\nX-Api-Key: k"_s);
        edit("url")->setFocus();
        QTRY_VERIFY(headers->toPlainText().endsWith(u"••••"_s));
        QCOMPARE(headers->headers(), u"X-B: 2\nX-Api-Key: k"_s);
    }

    void answersOfAPersonsChoiceAreKept() {
        edit("commandLine")->setText(u"server"_s);
        child<QComboBox>("elicitation")->setCurrentIndex(2);
        child<QComboBox>("sampling")->setCurrentIndex(3);
        QVERIFY(!child<QPushButton>("add")->isEnabled()); // an answer without text is none
        child<QPlainTextEdit>("elicitationAnswer")->setPlainText(u"{\"a\":1}"_s);
        add();
        QCOMPARE(m_config->policy.elicitation, AnswerBy::Fixed);
        QCOMPARE(m_config->policy.elicitationAnswer, std::string("{\"a\":1}"));
        QCOMPARE(m_config->policy.sampling, AnswerBy::Ask);
    }

private:
    template<class Widget>
    Widget* child(const char* name) {
        return m_dialog->findChild<Widget*>(QString::fromLatin1(name));
    }
    bool isSecret(const std::string& value) const {
        return std::ranges::find(m_config->secrets, value) != m_config->secrets.end();
    }
    QLineEdit* edit(const char* name) { return child<QLineEdit>(name); }
    void add() {
        auto* button = child<QPushButton>("add");
        QVERIFY(button->isEnabled());
        button->click();
        QVERIFY(m_config.has_value());
    }

    Theme m_theme;
    QPointer<AddServerDialog> m_dialog;
    std::optional<ServerConfig> m_config;
};

QTEST_MAIN(tst_add_server_dialog)
#include "tst_add_server_dialog.moc"
