// The client that the conformance suite tests: the engine as our programs use it, sent on the errands of a
// scenario.
//   dyno-conformance-client URL
// with MCP_CONFORMANCE_SCENARIO and MCP_CONFORMANCE_CONTEXT in the environment, as the suite sets them.
// Exit status: 0 when the server came up and every call succeeded.

#include "engine/async/sleep.h"
#include "errands.h"
#include "with_server.h"

#include <cstdlib>

using namespace dyno;
using nlohmann::json;

namespace {

std::string variable(const char* name) {
    const char* value = std::getenv(name);
    return value ? value : "";
}

settings::ServerConfig configOf(const char* url) {
    settings::ServerConfig config{"conformance"};
    config.http.emplace().url = url;
    config.policy.elicitation = settings::AnswerBy::Defaults;
    config.policy.sampling = settings::AnswerBy::Defaults;
    return config;
}

// The suite takes whatever GET follows a call for the reconnection of that call's stream, and what it asks on
// the standalone stream is lost while there is none. So that stream gets a moment to be opened first.
constexpr async::Duration streamOpens = std::chrono::milliseconds(300);

async::Awaitable<bool> runErrands(Engine& engine, const telemetry::ServerStatus& status,
                                  async::Clock& clock) {
    fmt::print("{} {} over {}, {} tools ({})\n", status.era, status.protocolVersion, status.transport,
               status.tools->size(), status.found);
    const json context = json::parse(variable("MCP_CONFORMANCE_CONTEXT"), nullptr, false);
    const auto errands = conformance::errandsOf(variable("MCP_CONFORMANCE_SCENARIO"), context, *status.tools);
    co_await async::sleepUntil(clock, clock.now() + streamOpens);
    bool good = true;
    for (const conformance::Errand& errand : errands) {
        calls::Target target{test::theServer, errand.tool, errand.arguments};
        const calls::CallResult called = co_await engine.call(std::move(target));
        if (called.result.has_error())
            good = test::report(errand.tool, called.result.error());
    }
    co_return good;
}

} // namespace

int main(int argc, char** argv) {
    return argc < 2 ? 2 : test::withServer(configOf(argv[argc - 1]), runErrands);
}
