#include "engine/sessions/state_json.h"

#include "engine/sessions/json_fields.h"
#include "engine/settings/tuning_json.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace dyno::sessions {

namespace {

using json = nlohmann::json;
using namespace telemetry;

constexpr std::string_view toolsPrefix = "tools:";
constexpr std::string_view detailPrefix = "detail:";

std::string written(const auto& object) {
    return object.dump(-1, ' ', false, json::error_handler_t::replace);
}

/// Every knob: a default may be another one in the version that reads it.
std::string tuningText(const settings::Tuning& tuning) {
    nlohmann::ordered_json object = nlohmann::ordered_json::object();
    for (const settings::Knob& knob : settings::knobs())
        object[std::string(knob.key)] = settings::knobJson(knob, knob.get(tuning));
    return written(object);
}

/// Knobs that this version does not know have no effect.
void readTuning(const std::string& text, settings::Tuning& tuning) {
    const auto object = parsed<nlohmann::ordered_json>(text);
    for (const auto& [key, value] : object.items()) {
        const settings::Knob* knob = settings::findKnob(key);
        if (!knob)
            continue;
        const auto read = settings::readKnobJson(*knob, value);
        if (read.has_error())
            throw Unreadable(read.error().message);
        knob->set(tuning, *read);
    }
}

const ServerStatus* serverWith(ServerId id, const Snapshot* snapshot) {
    if (!snapshot)
        return nullptr;
    const auto found = std::ranges::find(snapshot->servers, id, &ServerStatus::id);
    return found == snapshot->servers.end() ? nullptr : &*found;
}

/// Leaves out what nobody would read again.
void addList(std::string_view prefix, ServerId server, const json& list,
             std::map<std::string, std::string>& states) {
    if (std::string text = written(list); text.size() <= maxStateBytes)
        states[fmt::format("{}{}", prefix, server)] = std::move(text);
}

void addLists(const ServerStatus& server, const ServerStatus* before,
              std::map<std::string, std::string>& states) {
    if (server.tools && (!before || before->tools != server.tools))
        addList(toolsPrefix, server.id, toJson(*server.tools), states);
    if (server.detail && (!before || before->detail != server.detail))
        addList(detailPrefix, server.id, toJson(*server.detail), states);
}

template<class T>
void restore(const std::string& text, T& value) {
    fromJson(parsed(text), value);
}

template<class T>
std::shared_ptr<const T> restored(const std::string& text) {
    auto value = std::make_shared<T>();
    restore(text, *value);
    return value;
}

/// "tools:3" with "tools:" gives 3; 0 for another key.
ServerId idAfter(std::string_view prefix, std::string_view key) {
    ServerId id = 0;
    if (key.starts_with(prefix))
        std::from_chars(key.data() + prefix.size(), key.data() + key.size(), id);
    return id;
}

void restoreLists(const std::string& key, const std::string& text, Snapshot& snapshot) {
    for (ServerStatus& server : snapshot.servers) {
        if (server.id == 0)
            continue;
        if (server.id == idAfter(toolsPrefix, key))
            server.tools = restored<std::vector<mcp::Tool>>(text);
        if (server.id == idAfter(detailPrefix, key))
            server.detail = restored<mcp::ServerDetail>(text);
    }
}

void restoreOne(const std::string& key, const std::string& text, Snapshot& snapshot) {
    if (key == "servers")
        restore(text, snapshot.servers);
    else if (key == "connections")
        restore(text, snapshot.connections);
    else if (key == "path")
        restore(text, snapshot.path);
    else if (key == "workload")
        restore(text, snapshot.workload);
    else if (key == "engine")
        restore(text, snapshot.engine);
    else if (key == "tuning")
        readTuning(text, snapshot.tuning);
}

} // namespace

std::map<std::string, std::string> stateJson(const Snapshot& snapshot, const Snapshot* before) {
    std::map<std::string, std::string> states{{"servers", written(toJson(snapshot.servers))},
                                              {"connections", written(toJson(snapshot.connections))},
                                              {"path", written(toJson(snapshot.path))},
                                              {"workload", written(toJson(snapshot.workload))},
                                              {"tuning", tuningText(snapshot.tuning)},
                                              {"engine", written(toJson(snapshot.engine))}};
    for (const ServerStatus& server : snapshot.servers)
        addLists(server, serverWith(server.id, before), states);
    return states;
}

Result<void> restoreState(const std::map<std::string, std::string>& states, Snapshot& snapshot) {
    static const auto noTools = std::make_shared<const std::vector<mcp::Tool>>();
    std::string_view reading;
    try {
        for (const auto& [key, text] : states)
            restoreOne(std::string(reading = key), text, snapshot);
        for (ServerStatus& server : snapshot.servers)
            server.tools = noTools;
        for (const auto& [key, text] : states)
            restoreLists(std::string(reading = key), text, snapshot);
    } catch (const std::exception& error) { // of nlohmann::json, or Unreadable
        return Error{ErrorKind::Protocol, fmt::format("the session's state \"{}\" cannot be read", reading),
                     error.what()};
    }
    return {};
}

} // namespace dyno::sessions
