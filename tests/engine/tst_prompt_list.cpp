#include "engine/mcp/prompt_list.h"
#include "printing.h"

using namespace dyno::mcp;
using dyno::ErrorKind;
using nlohmann::json;
using namespace std::string_literals;

class TestPromptList : public QObject {
    Q_OBJECT

private slots:
    void readsAFullPrompt();
    void leavesOutWhatHasNoName();
    void emptyCursorIsACursor();
    void refusesWhatIsNoPromptList_data();
    void refusesWhatIsNoPromptList();
};

void TestPromptList::readsAFullPrompt() {
    const auto page = readPromptPage(json::parse(R"({"prompts":[{"name":"p","title":"P","description":"The p",
        "arguments":[{"name":"a","description":"The a","required":true},{"name":"b"}]}]})"));
    QCOMPARE(page->entries.size(), 1U);
    const Prompt& prompt = page->entries[0];
    QCOMPARE(prompt.name, "p"s);
    QCOMPARE(prompt.title, "P"s);
    QCOMPARE(prompt.description, "The p"s);
    QCOMPARE(prompt.arguments.size(), 2U);
    QCOMPARE(prompt.arguments[0].name, "a"s);
    QCOMPARE(prompt.arguments[0].description, "The a"s);
    QVERIFY(prompt.arguments[0].required);
    QVERIFY(!prompt.arguments[1].required);
}

void TestPromptList::leavesOutWhatHasNoName() {
    const auto page = readPromptPage(json::parse(
        R"({"prompts":[null,{"title":"x"},{"name":"p","arguments":[5,{"required":true},{"name":"a","required":"yes"}]},{"name":"q","arguments":{}}]})"));
    QCOMPARE(page->entries.size(), 2U);
    QCOMPARE(page->entries[0].arguments.size(), 1U);
    QVERIFY(!page->entries[0].arguments[0].required);
    QVERIFY(page->entries[1].arguments.empty());
}

void TestPromptList::emptyCursorIsACursor() {
    QVERIFY(readPromptPage(json{{"prompts", json::array()}, {"nextCursor", ""}})->nextCursor == ""s);
    QVERIFY(!readPromptPage(json{{"prompts", json::array()}})->nextCursor);
}

void TestPromptList::refusesWhatIsNoPromptList_data() {
    QTest::addColumn<std::string>("result");
    QTest::newRow("a list") << "[]"s;
    QTest::newRow("no prompts") << "{}"s;
    QTest::newRow("prompts is no list") << R"({"prompts":"p"})"s;
}

void TestPromptList::refusesWhatIsNoPromptList() {
    QFETCH(std::string, result);
    const auto page = readPromptPage(json::parse(result));
    QVERIFY(page.has_error());
    QCOMPARE(page.error().kind, ErrorKind::Protocol);
}

QTEST_APPLESS_MAIN(TestPromptList)
#include "tst_prompt_list.moc"
