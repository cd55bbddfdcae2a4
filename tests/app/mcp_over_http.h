#pragma once

#include "tests/app/raw_http_client.h"

#include <QString>
#include <QStringList>

namespace dyno::test {

/// Speaks MCP over one connection to /mcp, in one of the eras.
class McpOverHttp : public RawHttpClient {
public:
    explicit McpOverHttp(quint16 port)
        : RawHttpClient(port) {}

    QByteArray target = "/mcp";
    Headers headers = {{"Content-Type", "application/json"},
                       {"Accept", "application/json, text/event-stream"}};

    void post(const json& message) { request("POST", target, headers, bytesOf(message)); }
    HttpResponse ask(const char* method, const json& params = json::object(), const json& id = 1) {
        post({{"jsonrpc", "2.0"}, {"id", id}, {"method", method}, {"params", params}});
        return read();
    }
    HttpResponse notify(const char* method, const json& params = json::object()) {
        post({{"jsonrpc", "2.0"}, {"method", method}, {"params", params}});
        return read();
    }

    static QByteArray bytesOf(const json& message) { return QByteArray::fromStdString(message.dump()); }
    static std::string text(const json& reply) {
        return reply["result"]["content"][0]["text"].get<std::string>();
    }
};

class LegacyOverHttp : public McpOverHttp {
public:
    explicit LegacyOverHttp(quint16 port, const char* version = "2025-11-25")
        : McpOverHttp(port) {
        initialize(version);
    }

    void initialize(const char* version = "2025-11-25") {
        headers.remove("Mcp-Session-Id");
        headers.remove("MCP-Protocol-Version");
        const HttpResponse reply =
            ask("initialize", {{"protocolVersion", version}, {"capabilities", json::object()}});
        headers["Mcp-Session-Id"] = reply.headers.value("mcp-session-id");
        headers["MCP-Protocol-Version"] = version;
        notify("notifications/initialized");
    }

    void startCall(const char* tool, const json& arguments = json::object(), json params = json::object(),
                   const json& id = 1) {
        params.update({{"name", tool}, {"arguments", arguments}});
        post({{"jsonrpc", "2.0"}, {"id", id}, {"method", "tools/call"}, {"params", params}});
    }
    HttpResponse call(const char* tool, const json& arguments = json::object(),
                      json params = json::object()) {
        startCall(tool, arguments, std::move(params));
        return read();
    }
    std::string callText(const char* tool, const json& arguments = json::object()) {
        return text(call(tool, arguments).message());
    }
    /// GET on a connection of its own, which must live in the same session.
    void openStandalone(RawHttpClient& other) const { other.request("GET", "/mcp", headers); }
};

class ModernOverHttp : public McpOverHttp {
public:
    explicit ModernOverHttp(quint16 port)
        : McpOverHttp(port) {}

    json meta = {{"io.modelcontextprotocol/protocolVersion", "2026-07-28"},
                 {"io.modelcontextprotocol/clientCapabilities", json::object()}};

    void declareTasks() {
        meta["io.modelcontextprotocol/clientCapabilities"]["extensions"]["io.modelcontextprotocol/tasks"] =
            json::object();
    }

    /// The headers that the request must have. What is in `headers` wins.
    void start(const char* method, json params = json::object(), const char* name = nullptr) {
        params["_meta"].update(meta);
        Headers all = {{"MCP-Protocol-Version", "2026-07-28"}, {"Mcp-Method", method}};
        if (name)
            all["Mcp-Name"] = name;
        all.insert(headers);
        const json message = {{"jsonrpc", "2.0"}, {"id", 1}, {"method", method}, {"params", params}};
        request("POST", target, all, bytesOf(message));
    }
    HttpResponse askModern(const char* method, json params = json::object(), const char* name = nullptr) {
        start(method, std::move(params), name);
        return read();
    }
    void startCall(const char* tool, const json& arguments = json::object(), json params = json::object()) {
        params.update({{"name", tool}, {"arguments", arguments}});
        start("tools/call", std::move(params), tool);
    }
    HttpResponse call(const char* tool, const json& arguments = json::object(),
                      json params = json::object()) {
        startCall(tool, arguments, std::move(params));
        return read();
    }
    std::string callText(const char* tool, const json& arguments = json::object()) {
        return text(call(tool, arguments).message());
    }
};

inline QStringList words(const char* text) {
    return QString::fromLatin1(text).split(u' ', Qt::SkipEmptyParts);
}

inline json statistics(quint16 port) {
    ModernOverHttp client(port);
    return json::parse(client.callText("stats"));
}

/// Asks until so many calls are in flight, besides the question itself: connections are not in step.
inline bool inFlightBecomes(quint16 port, int count) {
    for (int tries = 0; tries < 10'000; ++tries)
        if (statistics(port)["inFlight"] == count + 1)
            return true;
    return false;
}

} // namespace dyno::test
