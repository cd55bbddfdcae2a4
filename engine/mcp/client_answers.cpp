#include "engine/mcp/client_answers.h"

#include "engine/mcp/elicitation_defaults.h"
#include "engine/mcp/json_members.h"

namespace dyno::mcp {

namespace {

using nlohmann::json;
using settings::AnswerBy;

constexpr int declinedByUser = -1; // "User rejected sampling request" (client/sampling, Error Handling)
constexpr int internalError = -32603;

Answer declined() {
    return json{{"action", "decline"}};
}

Answer accepted(const std::string& contentText) {
    json content = json::parse(contentText, nullptr, false);
    if (!content.is_object())
        return jsonrpc::ErrorObject{
            internalError, "the answer that this client was given is no JSON object", {}};
    return json{{"action", "accept"}, {"content", std::move(content)}};
}

Answer samplingDeclined() {
    return jsonrpc::ErrorObject{declinedByUser, "declined: this client's policy lets no model answer", {}};
}

Answer said(const std::string& words) {
    return json{{"role", "assistant"},
                {"content", {{"type", "text"}, {"text", words}}},
                {"model", "mcp-dyno"},
                {"stopReason", "endTurn"}};
}

/// Content is one block or, from 2025-11-25 on, several.
void appendWords(const json& content, std::string& words) {
    if (content.is_array())
        for (const json& block : content)
            appendWords(block, words);
    else if (const std::string one = textMember(content, "text"); !one.empty())
        words += (words.empty() || words.back() == '\n' ? "" : " ") + one;
}

/// A sampling request as a person reads it: the system prompt, then who said what.
std::string conversation(const json& params) {
    std::string words = textMember(params, "systemPrompt");
    for (const json& message : listMember(params, "messages")) {
        words += (words.empty() ? "" : "\n") + textMember(message, "role") + ":";
        appendWords(member(message, "content"), words);
    }
    return words;
}

} // namespace

ClientAnswers::ClientAnswers(settings::ClientPolicy policy, Asker asker)
    : m_policy(std::move(policy))
    , m_asker(std::move(asker)) {}

void ClientAnswers::answer(const std::string& method, const json& params, Completion done) const {
    if (method == "ping")
        return done(json::object());
    if (method == "roots/list")
        return done(json{{"roots", roots()}});
    if (method == "elicitation/create")
        return elicit(params, std::move(done));
    if (method == "sampling/createMessage")
        return sample(params, std::move(done));
    done(jsonrpc::ErrorObject{jsonrpc::methodNotFound, "unknown method " + method, {}});
}

json ClientAnswers::roots() const {
    json list = json::array();
    for (const settings::Root& root : m_policy.roots) {
        json entry = {{"uri", root.uri}};
        if (!root.name.empty())
            entry["name"] = root.name;
        list.push_back(std::move(entry));
    }
    return list;
}

void ClientAnswers::elicit(const json& params, Completion done) const {
    const std::string mode = textMember(params, "mode");
    if (mode == "url")
        return confirmUrl(params, std::move(done));
    if (mode.empty() || mode == "form")
        return elicitForm(params, std::move(done));
    done(jsonrpc::ErrorObject{jsonrpc::invalidParams, "unknown elicitation mode " + mode, {}});
}

void ClientAnswers::elicitForm(const json& params, Completion done) const {
    const json& schema = objectMember(params, "requestedSchema");
    switch (reachable(m_policy.elicitation)) {
    case AnswerBy::Decline:
        return done(declined());
    case AnswerBy::Defaults:
        return done(json{{"action", "accept"}, {"content", defaultContent(schema)}});
    case AnswerBy::Fixed:
        return done(accepted(m_policy.elicitationAnswer));
    case AnswerBy::Ask:
        m_asker({"elicitation/create", textMember(params, "message"), schema.dump()},
                [done = std::move(done)](std::optional<std::string> answer) {
                    done(answer ? accepted(*answer) : declined());
                });
    }
}

/// Nobody but a person can say that they went there.
void ClientAnswers::confirmUrl(const json& params, Completion done) const {
    if (reachable(m_policy.elicitation) != AnswerBy::Ask)
        return done(declined());
    m_asker({"elicitation/create", textMember(params, "message") + "\n" + textMember(params, "url"), ""},
            [done = std::move(done)](std::optional<std::string> answer) {
                done(answer ? Answer(json{{"action", "accept"}}) : declined());
            });
}

void ClientAnswers::sample(const json& params, Completion done) const {
    switch (reachable(m_policy.sampling)) {
    case AnswerBy::Decline:
        return done(samplingDeclined());
    case AnswerBy::Defaults:
        return done(said("This is a placeholder: no model was asked."));
    case AnswerBy::Fixed:
        return done(said(m_policy.samplingAnswer));
    case AnswerBy::Ask:
        m_asker({"sampling/createMessage", conversation(params), ""},
                [done = std::move(done)](std::optional<std::string> answer) {
                    done(answer ? said(*answer) : samplingDeclined());
                });
    }
}

AnswerBy ClientAnswers::reachable(AnswerBy by) const {
    return by == AnswerBy::Ask && !m_asker ? AnswerBy::Decline : by;
}

} // namespace dyno::mcp
