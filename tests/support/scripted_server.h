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
};

/// A legacy server with one tool, at the other end of a MemoryTransport.
class ScriptedServer {
public:
    ScriptedServer(TestLoop& loop, const Script& script);

    const std::shared_ptr<MemoryTransport>& transport() const { return m_transport; }
    /// Requests of calls that wait for their answer, oldest first.
    const std::deque<nlohmann::json>& waitingCalls() const { return m_waiting; }
    void answerCall();
    /// Answers the handshake that was held back.
    void answerHandshake();
    void crash(std::string detail = "stderr:\nboom");
    bool isRunning() const { return m_transport->isOpen(); }

private:
    void handle(const nlohmann::json& message);
    void handleCall(const nlohmann::json& request);
    void reply(const nlohmann::json& request, nlohmann::json body);

    TestLoop& m_loop;
    const Script& m_script;
    std::shared_ptr<MemoryTransport> m_transport;
    std::deque<nlohmann::json> m_waiting;
    std::deque<nlohmann::json> m_heldBack;
    std::vector<std::unique_ptr<async::Alarm>> m_alarms;
};

} // namespace dyno::test
