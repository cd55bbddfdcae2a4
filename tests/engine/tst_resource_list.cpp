#include "engine/mcp/resource_list.h"
#include "printing.h"

using namespace dyno::mcp;
using dyno::ErrorKind;
using nlohmann::json;
using namespace std::string_literals;

class TestResourceList : public QObject {
    Q_OBJECT

private slots:
    void readsAFullResource();
    void emptyCursorIsACursor();
    void leavesOutWhatHasNoUri();
    void refusesWhatIsNoResourceList_data();
    void refusesWhatIsNoResourceList();
};

void TestResourceList::readsAFullResource() {
    const json entry = {{"uri", "file:///a%20b"},   {"name", "a"}, {"title", "A"}, {"description", "The a"},
                        {"mimeType", "text/plain"}, {"size", 5}};
    const auto page = readResourcePage(json{{"resources", {entry}}});
    QCOMPARE(page->entries.size(), 1U);
    QCOMPARE(page->entries[0].uri, "file:///a%20b"s);
    QCOMPARE(page->entries[0].name, "a"s);
    QCOMPARE(page->entries[0].title, "A"s);
    QCOMPARE(page->entries[0].description, "The a"s);
    QCOMPARE(page->entries[0].mimeType, "text/plain"s);
    QVERIFY(!page->nextCursor);
}

void TestResourceList::emptyCursorIsACursor() {
    QVERIFY(readResourcePage(json{{"resources", json::array()}, {"nextCursor", ""}})->nextCursor == ""s);
    QVERIFY(!readResourcePage(json{{"resources", json::array()}, {"nextCursor", 5}})->nextCursor);
}

void TestResourceList::leavesOutWhatHasNoUri() {
    const auto page =
        readResourcePage(json::parse(R"({"resources":[5,{"name":"a"},{"uri":7},{"uri":"x:y","name":5}]})"));
    QCOMPARE(page->entries.size(), 1U);
    QCOMPARE(page->entries[0].uri, "x:y"s);
    QCOMPARE(page->entries[0].name, ""s);
}

void TestResourceList::refusesWhatIsNoResourceList_data() {
    QTest::addColumn<std::string>("result");
    QTest::newRow("null") << "null"s;
    QTest::newRow("no resources") << "{}"s;
    QTest::newRow("resources is no list") << R"({"resources":{}})"s;
}

void TestResourceList::refusesWhatIsNoResourceList() {
    QFETCH(std::string, result);
    const auto page = readResourcePage(json::parse(result));
    QVERIFY(page.has_error());
    QCOMPARE(page.error().kind, ErrorKind::Protocol);
    QVERIFY(page.error().message.find("resources/list") != std::string::npos);
}

QTEST_APPLESS_MAIN(TestResourceList)
#include "tst_resource_list.moc"
