#include "engine/settings/remembered_json.h"

#include "engine/settings/import/lenient_json.h"

#include <algorithm>
#include <array>

namespace dyno::settings {

namespace {

using json = nlohmann::json;
using ordered = nlohmann::ordered_json;

constexpr std::string_view schema = "mcp-dyno/remembered/1";
constexpr double maxWeight = 1000;
constexpr std::array<std::string_view, 4> answers{"decline", "defaults", "fixed",
                                                  "ask"}; // in AnswerBy's order

std::string stringAt(const json& object, const char* key) {
    const auto found = object.find(key);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

const json& at(const json& object, const char* key) {
    static const json nothing;
    const auto found = object.find(key);
    return found == object.end() ? nothing : *found;
}

AnswerBy answerNamed(const std::string& text) {
    for (std::size_t i = 0; i < answers.size(); ++i)
        if (answers[i] == text)
            return static_cast<AnswerBy>(i);
    return AnswerBy::Decline;
}

ordered policyJson(const ClientPolicy& policy) {
    ordered roots = ordered::array();
    for (const Root& root : policy.roots)
        roots.push_back({{"uri", root.uri}, {"name", root.name}});
    return {{"elicitation", answers[static_cast<std::size_t>(policy.elicitation)]},
            {"elicitationAnswer", policy.elicitationAnswer},
            {"sampling", answers[static_cast<std::size_t>(policy.sampling)]},
            {"samplingAnswer", policy.samplingAnswer},
            {"roots", roots}};
}

ClientPolicy policyOf(const json& entry) {
    ClientPolicy policy;
    if (!entry.is_object())
        return policy;
    policy.elicitation = answerNamed(stringAt(entry, "elicitation"));
    policy.elicitationAnswer = stringAt(entry, "elicitationAnswer");
    policy.sampling = answerNamed(stringAt(entry, "sampling"));
    policy.samplingAnswer = stringAt(entry, "samplingAnswer");
    for (const json& root : at(entry, "roots"))
        if (root.is_object())
            policy.roots.push_back({stringAt(root, "uri"), stringAt(root, "name")});
    return policy;
}

ordered serverJson(const RememberedServer& server) {
    const ServerConfig& config = server.config;
    ordered entry{{"name", config.name}};
    if (config.http) {
        entry["url"] = config.http->url;
        entry["dialect"] = name(config.http->dialect);
        entry["headers"] = ordered::array();
        for (const auto& [header, value] : config.http->headers)
            entry["headers"].push_back({{"name", header}, {"value", value}});
        entry["caFile"] = config.http->caFile.string();
    } else {
        entry["argv"] = config.argv;
        entry["environment"] = config.environment;
        entry["directory"] = config.directory.string();
    }
    entry["policy"] = policyJson(config.policy);
    if (!config.group.empty()) {
        entry["group"] = config.group;
        entry["weight"] = config.weight;
    }
    if (server.found)
        entry["found"] = {{"dialect", name(server.found->dialect)}, {"era", server.found->era}};
    return entry;
}

HttpConfig httpOf(const json& entry) {
    HttpConfig http{
        stringAt(entry, "url"), {}, dialectNamed(stringAt(entry, "dialect")), stringAt(entry, "caFile")};
    for (const json& header : at(entry, "headers"))
        if (header.is_object())
            http.headers.emplace_back(stringAt(header, "name"), stringAt(header, "value"));
    return http;
}

RememberedServer serverOf(const json& entry) {
    RememberedServer server;
    ServerConfig& config = server.config;
    config.name = stringAt(entry, "name");
    config.policy = policyOf(at(entry, "policy"));
    config.group = stringAt(entry, "group");
    if (const json& weight = at(entry, "weight"); weight.is_number())
        config.weight = std::clamp(weight.get<double>(), 0.0, maxWeight);
    if (entry.contains("url"))
        config.http = httpOf(entry);
    for (const json& word : at(entry, "argv"))
        if (word.is_string())
            config.argv.push_back(word);
    for (const auto& [name, value] : at(entry, "environment").items())
        if (value.is_string())
            config.environment[name] = value;
    config.directory = stringAt(entry, "directory");
    if (const json& found = at(entry, "found"); found.is_object())
        server.found = FoundBefore{dialectNamed(stringAt(found, "dialect")), stringAt(found, "era")};
    return server;
}

} // namespace

std::string rememberedJson(const std::vector<RememberedServer>& servers) {
    ordered list = ordered::array();
    for (const RememberedServer& server : servers)
        list.push_back(serverJson(server));
    const ordered document{{"schema", schema}, {"servers", list}};
    return document.dump(2, ' ', false, ordered::error_handler_t::replace) + '\n';
}

Result<std::vector<RememberedServer>> parseRememberedJson(const std::string& text) {
    const auto document = parseLenientJson(text);
    if (document.has_error())
        return document.error();
    if (!document->is_object() || stringAt(*document, "schema") != schema)
        return Error{ErrorKind::InvalidInput, "is no list of servers that this program has written"};
    std::vector<RememberedServer> servers;
    for (const json& entry : at(*document, "servers"))
        if (entry.is_object())
            servers.push_back(serverOf(entry));
    return servers;
}

} // namespace dyno::settings
