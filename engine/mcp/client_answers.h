#pragma once

#include "engine/mcp/answer.h"
#include "engine/settings/client_policy.h"

#include <functional>
#include <optional>
#include <string>

namespace dyno::mcp {

/// What a server asks that a person is to answer (policy Ask).
struct ClientQuestion {
    std::string method;          ///< "elicitation/create" or "sampling/createMessage"
    std::string message;         ///< what is asked, for people
    std::string requestedSchema; ///< elicitation's form: JSON text of the schema; empty otherwise
};

/// Answers what a server asks of its client, as the policy says: the legacy era's requests and the modern
/// era's `inputRequests` alike. Engine thread only.
class ClientAnswers {
public:
    using Completion = std::function<void(Answer)>;
    /// Puts a question to a person and calls back once: for a form with JSON text of its content, for
    /// sampling with the text that the model would have said, for a URL with anything; nullopt declines. Both
    /// the call and the callback come on the engine thread; the callback may come at once.
    using Asker = std::function<void(ClientQuestion, std::function<void(std::optional<std::string>)>)>;

    /// Without an asker, Ask declines.
    explicit ClientAnswers(settings::ClientPolicy policy, Asker asker = {});

    /// Calls `done` once: before it returns, unless a person is asked. `done` may outlive this object.
    void answer(const std::string& method, const nlohmann::json& params, Completion done) const;

private:
    nlohmann::json roots() const;
    void elicit(const nlohmann::json& params, Completion done) const;
    void elicitForm(const nlohmann::json& params, Completion done) const;
    void confirmUrl(const nlohmann::json& params, Completion done) const;
    void sample(const nlohmann::json& params, Completion done) const;
    settings::AnswerBy reachable(settings::AnswerBy by) const;

    settings::ClientPolicy m_policy;
    Asker m_asker;
};

} // namespace dyno::mcp
