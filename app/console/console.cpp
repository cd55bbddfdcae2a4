#include "app/console/console.h"

#include "app/cli/exit_code.h"
#include "app/cli/terminal.h"
#include "app/console/demo.h"
#include "engine/version.h"
#include "ui/bridge/engine_bridge.h"
#include "ui/main_window.h"

#include <QApplication>

#include <cstdio>
#include <cstdlib>

namespace dyno::app {

namespace {

/// Qt would abort the process with a stack of plugin names.
bool hasDisplay() {
    const auto given = [](const char* name) {
        const char* value = std::getenv(name);
        return value && *value;
    };
    return given("DISPLAY") || given("WAYLAND_DISPLAY") || given("QT_QPA_PLATFORM");
}

} // namespace

int runConsole(const ConsoleOptions& options, int argc, char** argv) {
    if (!hasDisplay()) {
        printError({ErrorKind::Io,
                    "the console needs a screen, and neither DISPLAY nor WAYLAND_DISPLAY is set; use "
                    "\"mcp-dyno run\" for the same work without one (see --help)"});
        return usage;
    }
    QApplication application(argc, argv);
    QApplication::setApplicationName(QStringLiteral("mcp-dyno"));
    QApplication::setApplicationDisplayName(QStringLiteral("MCP Dyno"));
    QApplication::setOrganizationName(QStringLiteral("mcp-dyno"));
    QApplication::setApplicationVersion(QString::fromUtf8(version.data(), version.size()));
    ui::EngineBridge bridge;
    ui::MainWindow window(bridge);
    const auto demo = [&bridge] {
        if (const auto started = startDemo(bridge); started.has_error())
            printError(started.error());
    };
    QObject::connect(&window, &ui::MainWindow::demoRequested, &window, demo);
    if (options.demo)
        demo();
    window.show();
    return QApplication::exec();
}

} // namespace dyno::app
