#include "engine/mcp/input_required.h"

#include "engine/mcp/json_members.h"

#include <fmt/format.h>

namespace dyno::mcp {

namespace {

using nlohmann::json;

/// What is known of the responses while some are outstanding.
struct Gathering {
    json responses = json::object();
    std::optional<Error> refused;
    std::size_t outstanding = 0;
    std::function<void(Result<json>)> done;

    void answered(const std::string& key, const std::string& method, Answer answer) {
        if (auto* response = std::get_if<json>(&answer))
            responses[key] = std::move(*response);
        else if (!refused)
            refused = refusal(method, std::get<jsonrpc::ErrorObject>(answer));
        if (--outstanding > 0)
            return;
        done(refused ? Result<json>(*refused)
                     : Result<json>(boost::system::in_place_value, std::move(responses)));
    }

    static Error refusal(const std::string& method, const jsonrpc::ErrorObject& error) {
        const bool unknown = error.code == jsonrpc::methodNotFound || error.code == jsonrpc::invalidParams;
        return {unknown ? ErrorKind::Protocol : ErrorKind::InvalidInput,
                fmt::format("the server asks for {}, which was not answered: {}",
                            method.empty() ? "input without a method" : method, error.message)};
    }
};

std::string dumped(const json& value) {
    return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

} // namespace

bool wantsInput(const json& result) {
    return member(result, "resultType") == "input_required";
}

Result<InputRequired> readInputRequired(const json& result) {
    const json& requests = member(result, "inputRequests");
    const json& state = member(result, "requestState");
    if ((!requests.is_null() && !requests.is_object()) || (!state.is_null() && !state.is_string()))
        return Error{ErrorKind::Protocol,
                     "the server asks for input in a form that the protocol does not know"};
    InputRequired read;
    if (requests.is_object())
        read.requests = requests;
    if (state.is_string())
        read.state = state.get<std::string>();
    if (read.requests.empty() && !read.state)
        return Error{ErrorKind::Protocol, "the server asks for input without saying which"};
    return read;
}

void gatherInput(const ClientAnswers& answers, const json& requests, std::function<void(Result<json>)> done) {
    const auto gathering = std::make_shared<Gathering>();
    gathering->outstanding = requests.size();
    gathering->done = std::move(done);
    if (requests.empty())
        return gathering->done(Result<json>(boost::system::in_place_value, json::object()));
    for (const auto& [key, request] : requests.items()) {
        const std::string method = textMember(request, "method");
        answers.answer(method, member(request, "params"), [gathering, key = key, method](Answer answer) {
            gathering->answered(key, method, std::move(answer));
        });
    }
}

std::string retryParams(std::string params, const json& responses, const std::optional<std::string>& state) {
    std::string added;
    if (!responses.empty())
        added += R"(,"inputResponses":)" + dumped(responses);
    if (state)
        added += R"(,"requestState":)" + dumped(*state);
    if (params.size() == 2) // "{}"
        added.erase(0, 1);
    params.insert(params.size() - 1, added);
    return params;
}

Error tooManyRounds(std::string_view method) {
    return {ErrorKind::Limit,
            fmt::format("{} still wanted input after {} rounds of answers", method, mostInputRounds)};
}

} // namespace dyno::mcp
