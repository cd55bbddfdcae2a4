// How quick and how smooth is the console? Opens the real window on the demo server at full speed (no service
// time, 32 callers), and prints how long it took to the first point on the charts, how busy the UI thread is,
// how long it was ever held up, and how memory grows. usage: bench_console [seconds, 15 by default] needs a
// screen: xvfb-run build/release/bin/bench_console

#include "tests/support/memory_store.h"
#include "ui/bridge/engine_bridge.h"
#include "ui/bridge/server_book.h"
#include "ui/main_window.h"

#include <QApplication>
#include <QTemporaryDir>
#include <QTimer>

#include <fmt/format.h>

#include <algorithm>
#include <ctime>
#include <fstream>
#include <string>

using namespace dyno;
using Clock = std::chrono::steady_clock;

namespace {

constexpr auto heartbeat = std::chrono::milliseconds(5);

double secondsOf(clockid_t clock) {
    timespec time{};
    clock_gettime(clock, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

/// When this process was started, on the boot clock (proc(5), field 22; a tick is 10 ms).
double processStart() {
    std::ifstream file("/proc/self/stat");
    std::string text((std::istreambuf_iterator<char>(file)), {});
    text.erase(0, text.rfind(')') + 2);
    for (int field = 3; field < 22; ++field)
        text.erase(0, text.find(' ') + 1);
    return std::stod(text) / static_cast<double>(sysconf(_SC_CLK_TCK));
}

double megabytesResident() {
    std::ifstream file("/proc/self/statm");
    long total = 0, resident = 0;
    file >> total >> resident;
    return static_cast<double>(resident) * static_cast<double>(sysconf(_SC_PAGESIZE)) / 1e6;
}

/// How late a timer of 5 ms ever was on the UI thread: handling other events and waiting for a processor both
/// count.
class StallMeter : public QObject {
public:
    explicit StallMeter(QObject* parent)
        : QObject(parent)
        , m_timer(new QTimer(this)) {
        m_timer->setTimerType(Qt::PreciseTimer);
        connect(m_timer, &QTimer::timeout, this, [this] { beat(); });
        m_timer->start(heartbeat);
    }

    void reset() {
        m_longest = {};
        m_lastBeat = {};
    }
    double longestMs() const { return std::chrono::duration<double, std::milli>(m_longest).count(); }

private:
    void beat() {
        const auto now = Clock::now();
        if (m_lastBeat != Clock::time_point())
            m_longest = std::max(m_longest, now - m_lastBeat - Clock::duration(heartbeat));
        m_lastBeat = now;
    }

    QTimer* m_timer;
    Clock::time_point m_lastBeat;
    Clock::duration m_longest{};
};

void startFullSpeedLoad(ui::EngineBridge& bridge) {
    settings::Tuning tuning;
    tuning.workers = 32;
    bridge.tune(tuning);
    const ServerId server = bridge.addServer({"demo", {DYNO_DEMO_SERVER}, {}, {}});
    bridge.startServer(server);
    bridge.startWorkload({server, "echo", R"({"message":"hello"})", {}, {}});
}

/// Prints once, when a point with calls is on the charts and has been painted.
void reportFirstPoint(ui::EngineBridge& bridge, ui::MainWindow& window, double start) {
    auto* once = new QObject(&window);
    QObject::connect(&bridge, &ui::EngineBridge::snapshotChanged, once,
                     [once, &window, start](const ui::SnapshotPtr& now) {
                         if (std::none_of(now->series->begin(), now->series->end(),
                                          [](const auto& point) { return point.calls > 0; }))
                             return;
                         window.repaint();
                         fmt::print("first chart point: {:.0f} ms after the process was started\n",
                                    (secondsOf(CLOCK_BOOTTIME) - start) * 1000);
                         once->deleteLater();
                     });
}

} // namespace

int main(int argc, char** argv) {
    const double start = processStart();
    const QTemporaryDir settings; // not those of the person who runs this
    qputenv("XDG_CONFIG_HOME", settings.path().toLocal8Bit());
    QApplication application(argc, argv);
    const int seconds = argc > 1 ? std::stoi(argv[1]) : 15;
    ui::EngineBridge bridge;
    test::MemoryStore keychain;
    ui::ServerBook book(bridge, keychain, {}); // never asked to recall: it neither reads nor writes
    ui::MainWindow window(bridge, book);
    startFullSpeedLoad(bridge);
    reportFirstPoint(bridge, window, start);
    window.resize(1440, 900);
    window.show();

    StallMeter stalls(&application);
    double cpuBefore = 0, memoryBefore = 0;
    constexpr auto settling = std::chrono::seconds(3);
    QTimer::singleShot(settling, &window, [&] {
        stalls.reset();
        cpuBefore = secondsOf(CLOCK_THREAD_CPUTIME_ID);
    });
    const auto afterAMinute = std::chrono::seconds(std::min(60, seconds / 2));
    QTimer::singleShot(afterAMinute, &window, [&] { memoryBefore = megabytesResident(); });
    QTimer::singleShot(std::chrono::seconds(seconds), &window, [&] {
        const double busy = secondsOf(CLOCK_THREAD_CPUTIME_ID) - cpuBefore;
        const auto snapshot = bridge.snapshot();
        fmt::print("load: {:.0f} calls/s, {} errors, {} records lost\n", snapshot->recent.callsPerSecond,
                   snapshot->counts.errors(), snapshot->engine.recordsLost);
        fmt::print("UI thread: {:.1f} % of a core\n", busy / (seconds - 3) * 100);
        fmt::print("longest stall: a 5 ms timer was {:.1f} ms late at most\n", stalls.longestMs());
        fmt::print("memory: {:.1f} MB after {} s, {:.1f} MB after {} s ({:+.1f} MB)\n", memoryBefore,
                   afterAMinute.count(), megabytesResident(), seconds, megabytesResident() - memoryBefore);
        QApplication::quit();
    });
    return QApplication::exec();
}
