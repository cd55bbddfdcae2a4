#include "engine/settings/workspace_file.h"

#include "engine/jsonrpc/message.h"
#include "engine/settings/import/text_file.h"
#include "engine/settings/replace_file.h"
#include "engine/settings/tuning_json.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <sys/stat.h>

namespace dyno::settings {

namespace {

namespace fs = std::filesystem;
using json = nlohmann::ordered_json;

constexpr const char* tuningMember = "tuning";

Error invalid(std::string message) {
    return {ErrorKind::InvalidInput, std::move(message)};
}

/// A file's text is read by people: two spaces, and a last line end.
std::string written(const json& object) {
    return object.dump(2, ' ', false, json::error_handler_t::replace) + '\n';
}

void keepKnob(const std::string& key, const json& value, json& unknown, Workspace& workspace) {
    unknown[tuningMember][key] = value;
    workspace.warnings.push_back(
        fmt::format("\"{}\" is no knob of this version (the nearest is {}); it is kept, without effect", key,
                    nearestKey(key)));
}

Result<void> readTuning(const json& knobs, json& unknown, Workspace& workspace) {
    if (!knobs.is_object())
        return invalid("\"tuning\" must be an object such as {\"pool.max\": 8}");
    for (const auto& [key, value] : knobs.items()) {
        const Knob* knob = findKnob(key);
        if (!knob) {
            keepKnob(key, value, unknown, workspace);
            continue;
        }
        const auto read = readKnobJson(*knob, value);
        if (read.has_error())
            return read.error();
        knob->set(workspace.tuning, *read);
    }
    return validate(workspace.tuning);
}

Result<Workspace> readMembers(const json& object) {
    Workspace workspace;
    json unknown = json::object();
    for (const auto& [name, value] : object.items()) {
        if (name != tuningMember) {
            unknown[name] = value;
            workspace.warnings.push_back(
                fmt::format("\"{}\" is not known to this version; it is kept, without effect", name));
        } else if (auto read = readTuning(value, unknown, workspace); read.has_error()) {
            return read.error();
        }
    }
    workspace.unknown = unknown.dump(-1, ' ', false, json::error_handler_t::replace);
    return workspace;
}

mode_t permissionsOf(const fs::path& file) {
    struct stat before {};
    return ::stat(file.c_str(), &before) == 0 ? before.st_mode & 07777 : 0644;
}

} // namespace

Result<Workspace> parseWorkspace(std::string_view text) {
    if (jsonrpc::nestsTooDeep(text)) // what is unknown is written again
        return invalid("this nests too deep for a workspace");
    try {
        const json object = json::parse(text);
        if (!object.is_object())
            return invalid("a workspace must be a JSON object such as {\"tuning\": {\"pool.max\": 8}}");
        return readMembers(object);
    } catch (const json::exception& error) {
        return Error{ErrorKind::InvalidInput, "this is not JSON", error.what()};
    }
}

std::string workspaceText(const Workspace& workspace) {
    const json unknown = json::parse(workspace.unknown);
    json object = {{tuningMember, tuningJson(workspace.tuning)}};
    for (const auto& [name, value] : unknown.items())
        if (name == tuningMember)
            object[name].update(value);
        else
            object[name] = value;
    return written(object);
}

Result<Workspace> readWorkspace(const fs::path& file) {
    const auto text = readTextFile(file);
    if (text.has_error())
        return text.error();
    auto workspace = parseWorkspace(*text);
    if (workspace.has_error())
        return Error{ErrorKind::InvalidInput, fmt::format("{}: {}", file.string(), workspace.error().message),
                     workspace.error().detail};
    for (std::string& warning : workspace->warnings)
        warning = fmt::format("{}: {}", file.string(), warning);
    return workspace;
}

Result<void> writeWorkspace(const fs::path& file, const Workspace& workspace) {
    return replaceFile(file, workspaceText(workspace), permissionsOf(file));
}

} // namespace dyno::settings
