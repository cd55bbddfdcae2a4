#pragma once

#include "engine/engine.h"
#include "tests/support/engine_loop.h"
#include "tests/support/printing.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace dyno::test {

/// An engine with one or more demo servers of its own, numbered from 1, in one group and up: the whole call
/// path against real processes.
class PathBench {
public:
    using Flags = std::vector<std::string>;

    explicit PathBench(const settings::Tuning& tuning, const Flags& flags = {}, int servers = 1) {
        tune(tuning);
        for (int i = 1; i <= servers; ++i) {
            settings::ServerConfig config{"demo " + std::to_string(i), {DYNO_DEMO_SERVER}, {}, {}};
            config.argv.insert(config.argv.end(), flags.begin(), flags.end());
            config.group = servers > 1 ? "demo" : "";
            addServer(ServerId(i), config);
        }
    }
    ~PathBench() { loop.await(engine.shutdown()); }

    void addServer(ServerId id, settings::ServerConfig config) {
        mark.putInto(config);
        engine.addServer(id, config);
        engine.startServer(id);
        if (const auto up = loop.await(engine.serverUp(id)); up.has_error())
            qFatal("%s", up.error().message.c_str());
    }

    void tune(const settings::Tuning& tuning) {
        if (const auto tuned = engine.tune(tuning); tuned.has_error())
            qFatal("the tuning of a test is wrong: %s", tuned.error().message.c_str());
    }

    using Pending = std::shared_ptr<std::optional<calls::CallResult>>;
    Pending begin(const std::string& tool, const std::string& arguments = "{}") {
        return loop.begin(engine.call(calls::Target{1, tool, arguments}));
    }
    std::vector<Pending> begin(int calls, const std::string& tool, const std::string& arguments = "{}") {
        std::vector<Pending> begun;
        for (int i = 0; i < calls; ++i)
            begun.push_back(begin(tool, arguments));
        return begun;
    }
    bool runUntilAll(const std::vector<Pending>& begun) {
        return loop.runUntil([&] {
            return std::all_of(begun.begin(), begun.end(), [](const auto& one) { return one->has_value(); });
        });
    }
    calls::CallResult call(const std::string& tool, const std::string& arguments = "{}",
                           ServerId server = 1) {
        return loop.await(engine.call(calls::Target{server, tool, arguments}));
    }
    /// What the server has counted; the call that asks is one of its calls.
    nlohmann::json stats() { return nlohmann::json::parse(text(call("stats"))); }

    static std::string text(const calls::CallResult& called) {
        if (called.result.has_error())
            qFatal("%s", called.result.error().message.c_str());
        return (**called.result)["content"][0]["text"];
    }

    telemetry::PathStatus path() { return engine.snapshot()->path; }
    std::vector<telemetry::ConnectionStatus> connections() { return engine.snapshot()->connections; }
    telemetry::ConnectionStatus connectionOf(ServerId server) {
        for (const auto& connection : connections())
            if (connection.server == server)
                return connection;
        return {};
    }
    bool runUntilReady(std::size_t count) {
        return loop.runUntil([&] {
            const auto now = connections();
            return now.size() == count && std::all_of(now.begin(), now.end(), [](const auto& one) {
                       return one.state == telemetry::ConnectionState::Ready;
                   });
        });
    }
    std::uint64_t succeeded() { return engine.snapshot()->counts.succeeded; }
    bool runUntilSucceeded(std::uint64_t more) {
        return loop.runUntil([&, until = succeeded() + more] { return succeeded() >= until; });
    }
    void stopWorkload() {
        engine.stopWorkload();
        loop.await(engine.workloadFinished());
    }

    EngineLoop loop;
    Mark mark;
    Engine engine{loop.executor(), loop.clock()};
};

} // namespace dyno::test
