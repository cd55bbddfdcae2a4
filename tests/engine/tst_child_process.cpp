#include "engine/process/child_process.h"

#include "engine/process/shutdown.h"
#include "printing.h"
#include "tests/support/engine_loop.h"

#include <boost/asio/buffer.hpp>

#include <csignal>
#include <fcntl.h>
#include <unistd.h>

using namespace dyno;
using process::ChildProcess;
using process::ShutdownStep;
using Child = std::shared_ptr<ChildProcess>;

namespace {

settings::ServerConfig shell(const std::string& script, const std::vector<std::string>& arguments = {}) {
    settings::ServerConfig config{"test", {"sh", "-c", script, "sh"}, {}, {}};
    config.argv.insert(config.argv.end(), arguments.begin(), arguments.end());
    return config;
}

settings::ServerConfig demo(const std::vector<std::string>& arguments) {
    settings::ServerConfig config{"demo", {DYNO_DEMO_SERVER}, {}, {}};
    config.argv.insert(config.argv.end(), arguments.begin(), arguments.end());
    return config;
}

/// Up to the stream's end, or to the end of a line.
async::Awaitable<std::string> read(process::Stream& stream, bool line) {
    std::string text;
    std::array<char, 4096> piece;
    for (;;) {
        const auto space = boost::asio::buffer(piece);
        const auto [ec, length] = co_await stream.async_read_some(space, async::asTuple);
        text.append(piece.data(), length);
        if (ec || (line && text.ends_with('\n')))
            co_return text;
    }
}

} // namespace

class TestChildProcess : public QObject {
    Q_OBJECT

private slots:
    void argumentsArriveUnchanged();
    void environmentIsOursWithTheConfigurationOverIt();
    void startsInTheGivenDirectory();
    void relativeProgramCountsFromTheDirectory();
    void programIsLookedUpInTheConfigurationsPath();
    void whatCannotStartSaysWhy_data();
    void whatCannotStartSaysWhy();
    void exitIsReported_data();
    void exitIsReported();
    void signalsAreAsAProgramExpectsThem();
    void leadsAGroupOfItsOwn();
    void inheritsNoDescriptorOfOurs();
    void endOfInputReachesEachChildByItself();
    void shutdownGoesAsFarAsItMust_data();
    void shutdownGoesAsFarAsItMust();
    void shutdownLeavesNothingOfTheGroup_data();
    void shutdownLeavesNothingOfTheGroup();
    void shutdownOfWhatHasEndedTakesNoSignal();

private:
    Child start(test::EngineLoop& loop, const settings::ServerConfig& config) {
        auto child = ChildProcess::start(loop.executor(), config);
        if (child.has_error())
            qFatal("%s", child.error().message.c_str());
        return *child;
    }

    std::string output(const settings::ServerConfig& config) {
        test::EngineLoop loop;
        const Child child = start(loop, config);
        const std::string text = loop.await(read(child->output(), false));
        loop.await(process::shutDown(child, loop.clock()));
        return text;
    }
};

void TestChildProcess::argumentsArriveUnchanged() {
    const std::vector<std::string> arguments{"plain",
                                             "two words",
                                             "",
                                             " ",
                                             "'single'",
                                             "\"double\"",
                                             "back\\slash",
                                             "$HOME `id`",
                                             "*",
                                             "line\nbreak",
                                             "tab\tinside",
                                             "ünïcödé 测试 🏁",
                                             "not UTF-8: \xff\xfe",
                                             "--flag=a b",
                                             std::string(100'000, 'x')};
    std::string expected;
    for (const std::string& argument : arguments)
        expected += argument + '\0';
    QVERIFY(output(shell(R"(printf '%s\0' "$@")", arguments)) == expected);
}

void TestChildProcess::environmentIsOursWithTheConfigurationOverIt() {
    qputenv("DYNO_TEST_KEPT", "kept");
    qputenv("DYNO_TEST_CHANGED", "before");
    auto config = shell(
        R"(printf '%s|' "$DYNO_TEST_KEPT" "$DYNO_TEST_CHANGED" "$DYNO_TEST_NEW" "${DYNO_TEST_EMPTY-unset}")");
    config.environment = {
        {"DYNO_TEST_CHANGED", "after = 'x y'"}, {"DYNO_TEST_NEW", "новый"}, {"DYNO_TEST_EMPTY", ""}};
    QCOMPARE(output(config), std::string("kept|after = 'x y'|новый||"));
}

void TestChildProcess::startsInTheGivenDirectory() {
    const QTemporaryDir directory(QDir::tempPath() + QStringLiteral("/a dir with blanks XXXXXX"));
    auto config = shell("pwd -P");
    config.directory = directory.path().toStdString();
    QCOMPARE(output(config), std::filesystem::canonical(config.directory).string() + "\n");
    QCOMPARE(output(shell("pwd -P")),
             std::filesystem::canonical(std::filesystem::current_path()).string() + "\n");
}

void TestChildProcess::relativeProgramCountsFromTheDirectory() {
    const QTemporaryDir directory;
    settings::ServerConfig config{"test", {"./tool", "x"}, {}, directory.path().toStdString()};
    std::ofstream(config.directory / "tool") << "#!/bin/sh\necho \"tool $1\"\n";
    std::filesystem::permissions(config.directory / "tool", std::filesystem::perms::owner_all);
    QCOMPARE(output(config), std::string("tool x\n"));
}

void TestChildProcess::programIsLookedUpInTheConfigurationsPath() {
    const QTemporaryDir directory;
    const std::filesystem::path path = directory.path().toStdString();
    std::ofstream(path / "dyno-test-tool") << "#!/bin/sh\necho found\n";
    std::filesystem::permissions(path / "dyno-test-tool", std::filesystem::perms::owner_all);
    const settings::ServerConfig config{
        "test", {"dyno-test-tool"}, {{"PATH", "/nowhere:" + path.string()}}, {}};
    QCOMPARE(output(config), std::string("found\n"));
}

void TestChildProcess::whatCannotStartSaysWhy_data() {
    QTest::addColumn<QString>("program");
    QTest::addColumn<QString>("directory");
    QTest::addColumn<QString>("message");
    QTest::newRow("not in PATH")
        << "no-such-program-here"
        << ""
        << "cannot start \"no-such-program-here\": no program of that name is in PATH";
    QTest::newRow("no such file") << "/nowhere/server"
                                  << ""
                                  << "cannot start \"/nowhere/server\": there is no such file";
    QTest::newRow("directory") << "/tmp"
                               << ""
                               << "cannot start \"/tmp\": it is a directory";
    QTest::newRow("not executable")
        << "./plain"
        << "DIR"
        << "cannot start \"./plain\": DIR/plain may not be executed; allow it with chmod +x";
    QTest::newRow("bad interpreter")
        << "./orphan"
        << "DIR"
        << "cannot start \"./orphan\": its interpreter (the #! line) or loader does not exist";
    QTest::newRow("no interpreter")
        << "./text"
        << "DIR"
        << "cannot start \"./text\": it is neither a binary for this machine nor a script with a #! line";
    QTest::newRow("missing directory")
        << "sh"
        << "/nowhere"
        << "cannot start \"sh\": its working directory /nowhere does not exist";
    QTest::newRow("directory is a file")
        << "sh"
        << "/etc/passwd"
        << "cannot start \"sh\": its working directory /etc/passwd does not exist";
    QTest::newRow("empty name") << ""
                                << ""
                                << "cannot start \"\": the name is empty";
}

void TestChildProcess::whatCannotStartSaysWhy() {
    QFETCH(const QString, program);
    QFETCH(QString, directory);
    QFETCH(QString, message);
    const QTemporaryDir temporary;
    const std::filesystem::path path = temporary.path().toStdString();
    using std::filesystem::perms;
    std::ofstream(path / "plain") << "#!/bin/sh\n";
    std::filesystem::permissions(path / "plain", perms::owner_read);
    std::ofstream(path / "orphan") << "#!/nowhere/interpreter\n";
    std::filesystem::permissions(path / "orphan", perms::owner_all);
    std::ofstream(path / "text") << "just some text\n";
    std::filesystem::permissions(path / "text", perms::owner_all);

    test::EngineLoop loop;
    const test::Mark mark;
    settings::ServerConfig config{"test",
                                  {program.toStdString()},
                                  {},
                                  directory.replace(QLatin1String("DIR"), temporary.path()).toStdString()};
    mark.putInto(config);
    const auto child = ChildProcess::start(loop.executor(), config);
    QVERIFY(child.has_error());
    QCOMPARE(child.error().kind, ErrorKind::Spawn);
    const QString said = QString::fromStdString(child.error().message);
    QVERIFY2(said.startsWith(message.replace(QLatin1String("DIR"), temporary.path())), qPrintable(said));
    QCOMPARE(test::zombieChildren(), 0);
    QVERIFY(mark.processes().empty());
}

void TestChildProcess::exitIsReported_data() {
    QTest::addColumn<QString>("script");
    QTest::addColumn<QString>("text");
    QTest::newRow("success") << "exit 0"
                             << "exited with status 0";
    QTest::newRow("status") << "exit 3"
                            << "exited with status 3";
    QTest::newRow("highest status") << "exit 255"
                                    << "exited with status 255";
    QTest::newRow("terminated") << "kill -TERM $$"
                                << "was killed by signal 15 (Terminated)";
    QTest::newRow("killed") << "kill -KILL $$"
                            << "was killed by signal 9 (Killed)";
    QTest::newRow("crashed") << "ulimit -c 0; kill -SEGV $$"
                             << "was killed by signal 11 (Segmentation fault)";
}

void TestChildProcess::exitIsReported() {
    QFETCH(const QString, script);
    QFETCH(const QString, text);
    test::EngineLoop loop;
    const Child child = start(loop, shell(script.toStdString()));
    QVERIFY(loop.await(child->exitedBy(loop.clock(), async::TimePoint::max())));
    QVERIFY(child->exitStatus().has_value());
    QCOMPARE(QString::fromStdString(child->exitStatus()->text()), text);
    QVERIFY(!child->groupAlive());
    QCOMPARE(test::zombieChildren(), 0);
}

void TestChildProcess::signalsAreAsAProgramExpectsThem() {
    const auto before = std::signal(SIGPIPE, SIG_IGN);
    sigset_t blocked, old;
    sigemptyset(&blocked);
    sigaddset(&blocked, SIGTERM);
    sigprocmask(SIG_BLOCK, &blocked, &old);
    const std::string status = output(shell("exec grep -E '^Sig(Ign|Blk)' /proc/self/status"));
    sigprocmask(SIG_SETMASK, &old, nullptr);
    std::signal(SIGPIPE, before);
    QCOMPARE(status, std::string("SigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\n"));
}

void TestChildProcess::leadsAGroupOfItsOwn() {
    test::EngineLoop loop;
    const Child child = start(loop, shell("exec cat"));
    QCOMPARE(getpgid(child->pid()), child->pid());
    QVERIFY(child->pid() != getpgrp());
    QVERIFY(child->groupAlive());
    loop.await(process::shutDown(child, loop.clock()));
    QVERIFY(!child->groupAlive());
}

void TestChildProcess::inheritsNoDescriptorOfOurs() {
    const int ours = open("/dev/full", O_RDONLY); // without O_CLOEXEC, as a library might open it
    const std::string descriptors = output(shell("exec ls -l /proc/self/fd"));
    close(ours);
    QVERIFY(descriptors.find("/dev/full") == std::string::npos);
    QCOMPARE(int(std::count(descriptors.begin(), descriptors.end(), '>')),
             4); // three streams, and what ls looks into
}

void TestChildProcess::endOfInputReachesEachChildByItself() {
    test::EngineLoop loop;
    const Child first = start(loop, shell("exec cat"));
    const Child second =
        start(loop, shell("exec cat")); // would keep the first one's input open if it inherited our end
    QVERIFY(loop.await(process::shutDown(first, loop.clock(), test::patience)) == ShutdownStep::ClosedInput);
    QVERIFY(!second->exitStatus());
    loop.await(process::shutDown(second, loop.clock()));
}

void TestChildProcess::shutdownGoesAsFarAsItMust_data() {
    QTest::addColumn<QStringList>("flags");
    QTest::addColumn<int>("graceMs"); // long where the step must suffice, short where it must fail
    QTest::addColumn<int>("step");
    QTest::addColumn<QString>("exit");
    QTest::newRow("end of input") << QStringList{} << 60'000 << int(ShutdownStep::ClosedInput)
                                  << "exited with status 0";
    QTest::newRow("SIGTERM") << QStringList{"--ignore-eof"} << 2000 << int(ShutdownStep::Terminated)
                             << "was killed by signal 15 (Terminated)";
    QTest::newRow("SIGKILL") << QStringList{"--ignore-eof", "--ignore-term"} << 100
                             << int(ShutdownStep::Killed) << "was killed by signal 9 (Killed)";
}

void TestChildProcess::shutdownGoesAsFarAsItMust() {
    QFETCH(const QStringList, flags);
    QFETCH(const int, graceMs);
    QFETCH(const int, step);
    QFETCH(const QString, exit);
    std::vector<std::string> arguments{"--stderr-line", "up"};
    for (const QString& flag : flags)
        arguments.push_back(flag.toStdString());
    test::EngineLoop loop;
    const test::Mark mark;
    auto config = demo(arguments);
    mark.putInto(config);
    const Child child = start(loop, config);
    QCOMPARE(loop.await(read(child->errors(), true)), std::string("up\n")); // its signals are set up by then
    const ShutdownStep taken =
        loop.await(process::shutDown(child, loop.clock(), std::chrono::milliseconds(graceMs)));
    QCOMPARE(int(taken), step);
    QVERIFY(child->exitStatus().has_value());
    QCOMPARE(QString::fromStdString(child->exitStatus()->text()), exit);
    QVERIFY(mark.processes().empty());
    QCOMPARE(test::zombieChildren(), 0);
}

void TestChildProcess::shutdownLeavesNothingOfTheGroup_data() {
    QTest::addColumn<QString>("script");
    QTest::addColumn<int>("processes");
    QTest::newRow("chain of shells") << R"(sh -c '"$1"; true' sh "$1"; true)" << 3;
    QTest::newRow("leader that ends first") << R"("$1" --ignore-eof <&0 & sleep 600 & exit 0)" << 2;
    QTest::newRow("server with a child") << R"(exec "$1" --spawn-child)" << 2;
    QTest::newRow("children that ignore SIGTERM")
        << R"(trap '' TERM; sleep 600 & "$1" --ignore-eof --ignore-term)" << 3;
}

void TestChildProcess::shutdownLeavesNothingOfTheGroup() {
    QFETCH(const QString, script);
    QFETCH(const int, processes);
    test::EngineLoop loop;
    const test::Mark mark;
    auto config = shell(script.toStdString(), {DYNO_DEMO_SERVER});
    mark.putInto(config);
    const Child child = start(loop, config);
    QVERIFY(loop.runUntil([&] { return static_cast<int>(mark.processes().size()) == processes; }));
    loop.await(process::shutDown(child, loop.clock(), std::chrono::milliseconds(200)));
    QVERIFY(mark.processes().empty());
    QVERIFY(!child->groupAlive());
    QCOMPARE(test::zombieChildren(), 0);
}

void TestChildProcess::shutdownOfWhatHasEndedTakesNoSignal() {
    test::EngineLoop loop;
    const Child child = start(loop, shell("exit 4"));
    QVERIFY(loop.runUntil([&] { return child->exitStatus().has_value(); }));
    QVERIFY(loop.await(process::shutDown(child, loop.clock())) == ShutdownStep::ClosedInput);
    QCOMPARE(child->exitStatus()->text(), std::string("exited with status 4"));
}

QTEST_GUILESS_MAIN(TestChildProcess)
#include "tst_child_process.moc"
