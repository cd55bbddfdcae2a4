#include "engine/settings/command_line.h"
#include "printing.h"

using dyno::ErrorKind;
using dyno::settings::joinCommandLine;
using dyno::settings::splitCommandLine;
using namespace std::string_literals;

namespace {

using Words = std::vector<std::string>;

} // namespace

class TestCommandLine : public QObject {
    Q_OBJECT

private slots:
    void splitsAsAShellWould_data();
    void splitsAsAShellWould();
    void refusesWhatIsNoCommand_data();
    void refusesWhatIsNoCommand();
    void quotesOnlyWhatNeedsIt_data();
    void quotesOnlyWhatNeedsIt();
    void splittingUndoesJoining_data();
    void splittingUndoesJoining();
};

void TestCommandLine::splitsAsAShellWould_data() {
    QTest::addColumn<std::string>("text");
    QTest::addColumn<Words>("words");
    QTest::newRow("one word") << "server"s << Words{"server"};
    QTest::newRow("blanks around and between") << "  npx\t-y \n pkg  "s << Words{"npx", "-y", "pkg"};
    QTest::newRow("single quotes keep all") << R"('a b\"$x')"s << Words{R"(a b\"$x)"};
    QTest::newRow("double quotes keep blanks") << R"("a  b")"s << Words{"a  b"};
    QTest::newRow("double quotes: what a backslash quotes") << R"("\"\\\$\`")"s << Words{R"("\$`)"};
    QTest::newRow("double quotes: other backslashes stay") << R"("\n\a\'")"s << Words{R"(\n\a\')"};
    QTest::newRow("backslash outside") << R"(a\ b \"c\" \\)"s << Words{"a b", "\"c\"", "\\"};
    QTest::newRow("parts join") << R"(a'b c'"d e"f)"s << Words{"ab cd ef"};
    QTest::newRow("empty words") << R"(a "" '' b)"s << Words{"a", "", "", "b"};
    QTest::newRow("only an empty word") << "''"s << Words{""};
    QTest::newRow("nothing is expanded") << "echo $HOME * ~ a|b >c ;d #e `f`"s
                                         << Words{"echo", "$HOME", "*", "~", "a|b", ">c", ";d", "#e", "`f`"};
    QTest::newRow("UTF-8") << "größe 'ü ß'"s << Words{"größe", "ü ß"};
    QTest::newRow("JSON in single quotes") << R"(run '{"a":"b c"}')"s << Words{"run", R"({"a":"b c"})"};
}

void TestCommandLine::splitsAsAShellWould() {
    QFETCH(std::string, text);
    QFETCH(Words, words);
    const auto split = splitCommandLine(text);
    QVERIFY(split.has_value());
    QCOMPARE(*split, words);
}

void TestCommandLine::refusesWhatIsNoCommand_data() {
    QTest::addColumn<std::string>("text");
    QTest::addColumn<QString>("named");
    QTest::newRow("nothing") << ""s
                             << "empty";
    QTest::newRow("blanks") << " \t\n"s
                            << "empty";
    QTest::newRow("open single quote") << "a 'b"s
                                       << "single quote";
    QTest::newRow("open double quote") << "a \"b"s
                                       << "double quote";
    QTest::newRow("double quote closed by a quoted one") << R"(a "b\")"s
                                                         << "double quote";
    QTest::newRow("trailing backslash") << "a b\\"s
                                        << "backslash";
    QTest::newRow("trailing backslash in a quote") << "\"a\\"s
                                                   << "double quote";
}

void TestCommandLine::refusesWhatIsNoCommand() {
    QFETCH(std::string, text);
    QFETCH(QString, named);
    const auto split = splitCommandLine(text);
    QVERIFY(split.has_error());
    QCOMPARE(split.error().kind, ErrorKind::InvalidInput);
    QVERIFY2(split.error().message.find(named.toStdString()) != std::string::npos,
             split.error().message.c_str());
}

void TestCommandLine::quotesOnlyWhatNeedsIt_data() {
    QTest::addColumn<Words>("words");
    QTest::addColumn<std::string>("line");
    QTest::newRow("plain") << Words{"npx", "-y", "@scope/pkg@1.2", "--port=80", "a,b%+:_"}
                           << "npx -y @scope/pkg@1.2 --port=80 a,b%+:_"s;
    QTest::newRow("blank") << Words{"a b"} << "'a b'"s;
    QTest::newRow("empty") << Words{"a", ""} << "a ''"s;
    QTest::newRow("single quote") << Words{"it's"} << R"('it'\''s')"s;
    QTest::newRow("variable") << Words{"$HOME"} << "'$HOME'"s;
}

void TestCommandLine::quotesOnlyWhatNeedsIt() {
    QFETCH(Words, words);
    QFETCH(std::string, line);
    QCOMPARE(joinCommandLine(words), line);
}

void TestCommandLine::splittingUndoesJoining_data() {
    QTest::addColumn<Words>("words");
    QTest::newRow("quotes of both kinds") << Words{"'", "\"", "'\"'", "\"'\"", "''", "\"\""};
    QTest::newRow("backslashes") << Words{"\\", "\\\\", "a\\", "\\'", "\\n"};
    QTest::newRow("blanks") << Words{" ", "\t", "\n", " a ", "a\r\nb"};
    QTest::newRow("empty words") << Words{"", "", ""};
    QTest::newRow("shell characters") << Words{"$x", "`x`", "*", "?", "[a]", "{a,b}", "~", "#", "!",
                                               "&",  ";",   "|", "<", ">",   "(",     ")", "^"};
    QTest::newRow("other bytes") << Words{"größe", "\xFF\xFE", std::string("a\0b", 3), "\x7F\x01"};
    QTest::newRow("JSON") << Words{"run", R"({"text":"it's \"so\" \\ simple\n"})"};
    Words everyByte;
    for (int byte = 0; byte < 256; ++byte)
        everyByte.push_back({'a', static_cast<char>(byte), 'b'});
    QTest::newRow("every byte") << everyByte;
}

void TestCommandLine::splittingUndoesJoining() {
    QFETCH(Words, words);
    const auto split = splitCommandLine(joinCommandLine(words));
    QVERIFY(split.has_value());
    QCOMPARE(*split, words);
}

QTEST_APPLESS_MAIN(TestCommandLine)
#include "tst_command_line.moc"
