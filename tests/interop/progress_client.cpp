// One call that asks for progress, which no command of mcp-dyno does: dyno-progress-client URL TOOL ARGUMENTS
// Writes {"progress": [{"progress": 1, "total": 4}, …], "result": …} to stdout.

#include "with_server.h"

#include <nlohmann/json.hpp>

using namespace dyno;
using nlohmann::json;

namespace {

async::Awaitable<bool> callWithProgress(Engine& engine, std::string tool, std::string arguments) {
    json heard = json::array();
    const std::function<void(const mcp::Progress&)> listen = [&heard](const mcp::Progress& progress) {
        heard.push_back({{"progress", progress.progress}, {"total", progress.total.value_or(0)}});
    };
    calls::Target target{test::theServer, tool, arguments};
    const calls::CallResult called = co_await engine.call(std::move(target), listen);
    if (called.result.has_error())
        co_return test::report(tool, called.result.error());
    const json said = {{"progress", heard}, {"result", **called.result}};
    fmt::print("{}\n", said.dump());
    co_return true;
}

} // namespace

int main(int argc, char** argv) {
    if (argc != 4)
        return 2;
    settings::ServerConfig config{"progress"};
    config.http.emplace().url = argv[1];
    return test::withServer(std::move(config),
                            [&](Engine& engine, const telemetry::ServerStatus&, async::Clock&) {
                                return callWithProgress(engine, argv[2], argv[3]);
                            });
}
