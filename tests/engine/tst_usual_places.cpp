#include "engine/settings/import/usual_places.h"
#include "printing.h"

#include <algorithm>

using dyno::settings::Place;
using dyno::settings::usualPlaces;

namespace {

bool has(const std::vector<Place>& places, const std::string& client, const std::string& path) {
    return std::any_of(places.begin(), places.end(),
                       [&](const Place& place) { return place.client == client && place.path == path; });
}

} // namespace

class TestUsualPlaces : public QObject {
    Q_OBJECT

private slots:
    void areListed_data();
    void areListed();
    void followXdg();
    void areListedOnce();
};

void TestUsualPlaces::areListed_data() {
    QTest::addColumn<QString>("client");
    QTest::addColumn<QString>("path");
    const auto row = [](const char* client, const char* path) { QTest::newRow(path) << client << path; };
    row("Claude Desktop", "/home/me/.config/Claude/claude_desktop_config.json");
    row("Claude Desktop", "/home/me/Library/Application Support/Claude/claude_desktop_config.json");
    row("Claude Code", "/work/app/.mcp.json");
    row("Claude Code", "/home/me/.claude.json");
    row("Cursor", "/work/app/.cursor/mcp.json");
    row("Cursor", "/home/me/.cursor/mcp.json");
    row("VS Code", "/work/app/.vscode/mcp.json");
    row("VS Code", "/home/me/.config/Code/User/mcp.json");
    row("VS Code", "/home/me/.config/Code/User/settings.json");
    row("VS Code", "/home/me/Library/Application Support/Code/User/mcp.json");
    row("Windsurf", "/home/me/.codeium/windsurf/mcp_config.json");
    row("Zed", "/home/me/.config/zed/settings.json");
}

void TestUsualPlaces::areListed() {
    QFETCH(QString, client);
    QFETCH(QString, path);
    QVERIFY(has(usualPlaces("/home/me", "/work/app", {}), client.toStdString(), path.toStdString()));
}

void TestUsualPlaces::followXdg() {
    const auto places = usualPlaces("/home/me", "/work/app", {{"XDG_CONFIG_HOME", "/xdg"}});
    QVERIFY(has(places, "Claude Desktop", "/xdg/Claude/claude_desktop_config.json"));
    QVERIFY(has(places, "Zed", "/xdg/zed/settings.json"));
    QVERIFY(!has(places, "Zed", "/home/me/.config/zed/settings.json"));
}

void TestUsualPlaces::areListedOnce() {
    const auto places = usualPlaces("/home/me", "/home/me", {});
    const auto count = std::count_if(places.begin(), places.end(), [](const Place& place) {
        return place.path == "/home/me/.cursor/mcp.json";
    });
    QCOMPARE(count, 1);
}

QTEST_APPLESS_MAIN(TestUsualPlaces)
#include "tst_usual_places.moc"
