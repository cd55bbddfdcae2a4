#pragma once

#include "memory_transport.h"
#include "test_loop.h"

#include <deque>
#include <memory>

namespace dyno::test {

/// How the servers of one factory behave; may be changed while they run.
struct Script {
    bool answersHandshake = true;
    bool answersCalls = true;      ///< otherwise calls wait for answerCall()
    async::Duration serviceTime{}; ///< of a call that is answered by itself; zero: as soon as the loop turns
    std::optional<Error> openError = {}; ///< why no further one can be started
    std::optional<Error> refusal = {};   ///< what every request ends with, as over HTTP
    bool modern = false;                 ///< speaks 2026-07-28 alone
    int ttlMs = 0;                       ///< modern: how long what it says may be kept
    bool answersLists = true;            ///< otherwise what asks for a list waits for answerHandshake()
    bool offersResources = false;
    std::vector<std::string> tools = {"echo"};
    bool readOnly = false; ///< what the tools say of themselves
    std::string transport = "memory";
};

/// A server with one tool, at the other end of a MemoryTransport.
class ScriptedServer {
public:
    ScriptedServer(TestLoop& loop, const Script& script);

    const std::shared_ptr<MemoryTransport>& transport() const { return m_transport; }
    /// Requests of calls that wait for their answer, oldest first.
    const std::deque<nlohmann::json>& waitingCalls() const { return m_waiting; }
    void answerCall();
    /// Forgets the oldest of them.
    void dropCall() { m_waiting.pop_front(); }
    /// Answers what was held back.
    void answerHandshake();
    void crash(std::string detail = "stderr:\nboom");
    bool isRunning() const { return m_transport->isOpen(); }

private:
    void handle(const nlohmann::json& message);
    void handleCall(const nlohmann::json& request);
    nlohmann::json answer(const std::string& method) const;
    nlohmann::json capabilities() const;
    void refuse(const nlohmann::json& request, const Error& why);
    void reply(const nlohmann::json& request, nlohmann::json body);

    TestLoop& m_loop;
    const Script& m_script;
    std::shared_ptr<MemoryTransport> m_transport;
    std::deque<nlohmann::json> m_waiting;
    std::deque<nlohmann::json> m_heldBack;
    std::vector<std::unique_ptr<async::Alarm>> m_alarms;
};

} // namespace dyno::test
