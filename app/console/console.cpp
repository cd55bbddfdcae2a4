#include "app/console/console.h"

#include "app/cli/exit_code.h"
#include "app/cli/terminal.h"
#include "app/console/demo.h"
#include "engine/sessions/session_folder.h"
#include "engine/settings/workspace_file.h"
#include "engine/version.h"
#include "ui/bridge/engine_bridge.h"
#include "ui/bridge/keychain_store.h"
#include "ui/bridge/server_book.h"
#include "ui/main_window.h"
#include "ui/sessions/session_desk.h"

#include <QApplication>
#include <QDir>

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

/// One variable of the environment, if it is there.
std::map<std::string, std::string> environment(const char* name) {
    const char* value = std::getenv(name);
    return value ? std::map<std::string, std::string>{{name, value}} : std::map<std::string, std::string>{};
}

std::filesystem::path serversFile() {
    return settings::rememberedServersFile(QDir::homePath().toStdString(), environment("XDG_CONFIG_HOME"));
}

std::filesystem::path sessionsFolder() {
    return sessions::temporaryFolder(QDir::homePath().toStdString(), environment("XDG_STATE_HOME"));
}

} // namespace

int runConsole(const ConsoleOptions& options, int argc, char** argv) {
    const auto workspace = options.workspaceFile.empty() ? Result<settings::Workspace>(settings::Workspace{})
                                                         : settings::readWorkspace(options.workspaceFile);
    if (workspace.has_error()) {
        printError(workspace.error());
        return usage;
    }
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
    bridge.tune(workspace->tuning);
    for (const std::string& warning : workspace->warnings)
        bridge.log(telemetry::LogLevel::Warning, warning);
    ui::KeychainStore keychain;
    ui::ServerBook book(bridge, keychain, serversFile());
    ui::MainWindow window(bridge, book);
    if (!options.workspaceFile.empty())
        window.workspaceOpened(QString::fromStdString(options.workspaceFile), workspace->unknown);
    QObject::connect(&keychain, &ui::KeychainStore::unavailable, &window, [&bridge](const QString& why) {
        bridge.log(telemetry::LogLevel::Warning, why.toStdString() + "; secrets will be asked for again");
    });
    book.recall();
    const auto demo = [&bridge](const settings::Tuning& tuning) {
        if (const auto started = startDemo(bridge, tuning); started.has_error())
            printError(started.error());
    };
    QObject::connect(&window, &ui::MainWindow::demoRequested, &window,
                     [&] { demo(bridge.snapshot()->tuning); });
    if (!options.sessionFile.empty()) // before what is old goes: it may be that
        window.sessions().open(QString::fromStdString(options.sessionFile));
    if (!options.recordBodies)
        window.sessions().withoutBodies();
    window.sessions().keepSessionsIn(sessionsFolder(), !options.noRecord);
    if (options.demo)
        demo(workspace->tuning); // which no snapshot shows yet
    window.show();
    return QApplication::exec();
}

} // namespace dyno::app
