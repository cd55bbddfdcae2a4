#include "app/demo_server/offerings.h"

namespace dyno::demo {

namespace {

const json& resources() {
    static const json all = json::parse(R"([
        {"uri": "demo://greeting", "name": "greeting", "title": "Greeting", "mimeType": "text/plain",
         "description": "A greeting in several scripts"},
        {"uri": "demo://numbers", "name": "numbers", "title": "Numbers", "mimeType": "application/json",
         "description": "The first prime numbers"}])");
    return all;
}

const json& prompts() {
    static const json all = json::parse(R"([
        {"name": "hello", "title": "Say hello", "description": "Greets somebody",
         "arguments": [{"name": "who", "description": "Whom to greet", "required": true}]},
        {"name": "summary", "title": "Summarise", "description": "Asks for a summary"}])");
    return all;
}

json withCacheHints(json result, Era era) {
    if (era == Era::Modern)
        result.update({{"ttlMs", 60000}, {"cacheScope", "public"}});
    return result;
}

Outcome read(const json& params, Era era) {
    const json& uri = member(params, "uri");
    for (const json& resource : resources())
        if (resource["uri"] == uri) {
            const char* const text =
                uri == "demo://greeting" ? "hello, grüß dich, こんにちは" : "[2,3,5,7,11]";
            return withCacheHints(
                {{"contents", {{{"uri", uri}, {"mimeType", resource["mimeType"]}, {"text", text}}}}}, era);
        }
    return RpcError{
        era == Era::Modern ? invalidParams : resourceNotFound, "Resource not found", {{"uri", uri}}};
}

Outcome get(const json& params) {
    const json& name = member(params, "name");
    std::string text = "Please summarise what was said.";
    if (name == "hello") {
        const json& who = member(member(params, "arguments"), "who");
        if (!who.is_string())
            return RpcError{invalidParams, "The prompt needs the argument who"};
        text = "Say hello to " + who.get<std::string>() + '.';
    } else if (name != "summary") {
        return RpcError{invalidParams, "Unknown prompt: " + name.dump()};
    }
    return json{{"messages", {{{"role", "user"}, {"content", {{"type", "text"}, {"text", text}}}}}}};
}

} // namespace

std::optional<Outcome> offer(const std::string& method, const json& params, Era era) {
    if (method == "resources/list")
        return withCacheHints({{"resources", resources()}}, era);
    if (method == "resources/read")
        return read(params, era);
    if (method == "prompts/list")
        return withCacheHints({{"prompts", prompts()}}, era);
    if (method == "prompts/get")
        return get(params);
    return std::nullopt;
}

} // namespace dyno::demo
