#pragma once

#include "engine/async/spawn.h"
#include "engine/async/steady_clock.h"
#include "engine/settings/server_config.h"

#include <QtTest>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

namespace dyno::test {

/// For what must happen, however loaded the machine is; no test passes or fails by how long something takes.
inline constexpr std::chrono::seconds patience(60);

/// An engine's io_context, turned by hand on the test's own thread.
class EngineLoop {
public:
    async::Executor executor() { return m_io.get_executor(); }
    async::Clock& clock() { return m_clock; }

    /// Turns until the condition holds; whether it did in time.
    bool runUntil(const std::function<bool()>& condition, std::chrono::seconds limit = patience) {
        const auto end = std::chrono::steady_clock::now() + limit;
        while (!condition()) {
            if (std::chrono::steady_clock::now() >= end)
                return false;
            m_io.restart();
            m_io.run_one_for(std::chrono::milliseconds(10));
        }
        return true;
    }

    /// Starts a coroutine; its value appears in what is returned.
    template<class T>
    std::shared_ptr<std::optional<T>> begin(async::Awaitable<T> task) {
        auto value = std::make_shared<std::optional<T>>();
        async::spawn(executor(), keep(std::move(task), value));
        return value;
    }

    template<class T>
    T await(async::Awaitable<T> task) {
        const auto value = begin(std::move(task));
        if (!runUntil([&] { return value->has_value(); }))
            qFatal("a coroutine did not end in time");
        return std::move(**value);
    }

    void await(async::Awaitable<void> task) { await(finished(std::move(task))); }

private:
    template<class T>
    static async::Awaitable<void> keep(async::Awaitable<T> task, std::shared_ptr<std::optional<T>> value) {
        value->emplace(co_await std::move(task));
    }

    static async::Awaitable<bool> finished(async::Awaitable<void> task) {
        co_await std::move(task);
        co_return true;
    }

    boost::asio::io_context m_io{1};
    async::SteadyClock m_clock{m_io.get_executor()};
};

inline std::string readFile(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    return std::move(text).str();
}

/// Finds every process that was started with it, whoever its parent is: a variable in the environment that
/// all descendants inherit. A zombie has no environment and is not found.
class Mark {
public:
    void putInto(settings::ServerConfig& config) const { config.environment["DYNO_TEST_MARK"] = m_value; }
    const std::string& value() const { return m_value; }

    std::vector<int> processes() const {
        const std::string wanted = "DYNO_TEST_MARK=" + m_value;
        std::vector<int> found;
        std::error_code ignored;
        for (const auto& entry : std::filesystem::directory_iterator("/proc", ignored)) {
            const std::string name = entry.path().filename();
            if (name.find_first_not_of("0123456789") == std::string::npos &&
                readFile(entry.path() / "environ").find(wanted) != std::string::npos)
                found.push_back(std::stoi(name));
        }
        return found;
    }

private:
    std::string m_value = QUuid::createUuid().toString(QUuid::WithoutBraces).toStdString();
};

/// Children of this program that have ended and were not waited for.
inline int zombieChildren() {
    int zombies = 0;
    std::error_code ignored;
    for (const auto& task : std::filesystem::directory_iterator("/proc/self/task", ignored)) {
        std::istringstream children(readFile(task.path() / "children"));
        for (int child = 0; children >> child;) {
            const std::string stat = readFile("/proc/" + std::to_string(child) + "/stat");
            zombies += stat.find(") Z ") != std::string::npos ? 1 : 0;
        }
    }
    return zombies;
}

} // namespace dyno::test
