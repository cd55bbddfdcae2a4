#include "app/console/demo.h"

#include "ui/bridge/engine_bridge.h"

#include <filesystem>

namespace dyno::app {

namespace {

constexpr int demoWorkers = 16;

std::filesystem::path demoServer() {
    return std::filesystem::read_symlink("/proc/self/exe").parent_path() / "mcp-dyno-demo-server";
}

} // namespace

Result<void> startDemo(ui::EngineBridge& bridge, settings::Tuning tuning) {
    const std::filesystem::path program = demoServer();
    if (!std::filesystem::exists(program))
        return Error{ErrorKind::Spawn, "the demo server is not at " + program.string() +
                                           "; build it with: cmake --build --preset release"};
    if (tuning.workers == settings::Tuning().workers)
        tuning.workers = demoWorkers;
    bridge.tune(tuning);
    const ServerId server = bridge.addServer({"demo",
                                              {program, "--service", "lognormal", "--service-mean", "5ms",
                                               "--service-sigma", "0.6", "--parallel", "4"},
                                              {},
                                              {}});
    bridge.startServer(server);
    bridge.startWorkload({server, "echo", R"({"message":"hello"})", {}, {}});
    return {};
}

} // namespace dyno::app
