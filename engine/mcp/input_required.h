#pragma once

#include "engine/error.h"
#include "engine/mcp/client_answers.h"

#include <nlohmann/json.hpp>

#include <functional>
#include <optional>
#include <string>
#include <string_view>

/// Multi-round-trip requests of the modern era (tools/call, prompts/get, resources/read).
namespace dyno::mcp {

/// A server that always wants one thing more must not hold a call for ever.
inline constexpr int mostInputRounds = 8;

/// A result that wants input of the client before the server goes on.
struct InputRequired {
    nlohmann::json requests = nlohmann::json::object(); ///< key → {method, params}
    std::optional<std::string> state;                   ///< opaque; goes back as it came, and only if it came
};

bool wantsInput(const nlohmann::json& result);

/// Reads a result that wantsInput(). A Protocol error where it has neither requests nor state, or they are of
/// types that they cannot be.
[[nodiscard]] Result<InputRequired> readInputRequired(const nlohmann::json& result);

/// Has all requests answered and calls `done` once with the responses, an object with the requests' keys. A
/// refusal has no place in a response, so it is an error here (InvalidInput: the policy refused; Protocol:
/// the server asked for something that no client knows). `done` is called at once unless a person is asked.
void gatherInput(const ClientAnswers& answers, const nlohmann::json& requests,
                 std::function<void(Result<nlohmann::json>)> done);

/// The params of the retry: `params` (JSON text of an object) as they were, with the responses and the state.
std::string retryParams(std::string params, const nlohmann::json& responses,
                        const std::optional<std::string>& state);

Error tooManyRounds(std::string_view method);

} // namespace dyno::mcp
