#include "engine/settings/import/client_config.h"

#include "engine/settings/config_texts.h"
#include "engine/settings/import/config_entry.h"
#include "engine/settings/import/entry_picker.h"
#include "engine/settings/secret_rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

namespace dyno::settings {

namespace {

using nlohmann::json;

std::string stringOf(const json& object, const char* key) {
    const auto found = object.find(key);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

/// An option is a string, or an object with a label and a value.
std::vector<std::string> optionsOf(const json& input) {
    std::vector<std::string> options;
    const auto list = input.find("options");
    if (list == input.end() || !list->is_array())
        return options;
    for (const json& option : *list) {
        if (option.is_string())
            options.push_back(option);
        else if (option.is_object())
            options.push_back(stringOf(option, "value"));
    }
    return options;
}

NeededInput neededInput(const std::string& id, const json& declared) {
    if (!declared.is_object())
        return {id, {}, true, {}, {}}; // nothing is said of it
    NeededInput input{id, stringOf(declared, "description"), false, {}, optionsOf(declared)};
    const auto password = declared.find("password");
    input.secret = (password != declared.end() && *password == true) ||
                   (input.options.empty() && password == declared.end() && isSecretName(id));
    if (declared.contains("default"))
        input.preset = stringOf(declared, "default");
    return input;
}

/// Turns what was picked out into servers with names of their own.
class Importer {
public:
    Importer(const ImportContext& context, const json& inputs)
        : m_context(context) {
        for (const json& input : inputs)
            if (input.is_object())
                m_declared.emplace(stringOf(input, "id"), &input);
    }

    void add(const ConfigEntry& entry) {
        Substitution substitution(m_context.surroundings);
        ImportedServer server;
        server.name = uniqueName(entry);
        server.disabled = isDisabled(entry.value);
        auto config = readConfigEntry(entry, m_context, substitution);
        if (config.has_error())
            server.problem = config.error().message;
        else
            accept(server, std::move(*config), entry.project, substitution);
        m_result.servers.push_back(std::move(server));
    }

    ImportedConfig take() { return std::move(m_result); }

private:
    static bool isDisabled(const json& entry) {
        const auto is = [&](const char* key, bool value) {
            return entry.is_object() && entry.contains(key) && entry[key] == value;
        };
        return is("disabled", true) || is("enabled", false);
    }

    void accept(ImportedServer& server, ServerConfig config, const std::string& project,
                const Substitution& substitution) {
        config.name = server.name;
        if (config.directory.empty() && !config.http)
            config.directory = project; // where Claude Code starts them
        config.secrets = substitution.secrets();
        server.config = std::move(config);
        server.inputs = substitution.inputs();
        for (const std::string& id : server.inputs)
            noteInput(id);
        noteSecrets(server.config);
        // What is still to come is no secret yet; finished() looks again.
        std::erase_if(server.config.secrets,
                      [](const std::string& secret) { return secret.find("${input:") != std::string::npos; });
    }

    void noteInput(const std::string& id) {
        if (!m_noted.insert(id).second)
            return;
        const auto declared = m_declared.find(id);
        m_result.inputs.push_back(neededInput(id, declared == m_declared.end() ? json() : *declared->second));
    }

    /// "files", and for the next of that name "files (project)" or "files (2)".
    std::string uniqueName(const ConfigEntry& entry) {
        std::string name = entry.name.empty() ? "unnamed" : entry.name;
        if (m_names.insert(name).second)
            return name;
        const std::string project = std::filesystem::path(entry.project).filename();
        if (!project.empty() && m_names.insert(fmt::format("{} ({})", name, project)).second)
            return fmt::format("{} ({})", name, project);
        int& copies = m_copies.try_emplace(name, 1).first->second;
        std::string numbered;
        do
            numbered = fmt::format("{} ({})", name, ++copies);
        while (!m_names.insert(numbered).second);
        return numbered;
    }

    const ImportContext& m_context;
    std::unordered_map<std::string, const json*> m_declared;
    std::unordered_set<std::string> m_noted;
    std::unordered_set<std::string> m_names;
    std::unordered_map<std::string, int> m_copies;
    ImportedConfig m_result;
};

Result<std::map<std::string, std::string>> valuesFor(const ImportedServer& server, const ImportedConfig& from,
                                                     const std::map<std::string, std::string>& given) {
    std::map<std::string, std::string> values;
    for (const std::string& id : server.inputs) {
        const NeededInput& input = *inputOf(from, id);
        const auto value = given.find(id);
        if (value == given.end() && !input.preset)
            return Error{ErrorKind::InvalidInput,
                         fmt::format("it needs a value for its input \"{}\"{}", id,
                                     input.description.empty() ? "" : ": " + input.description)};
        values[id] = value == given.end() ? *input.preset : value->second;
    }
    return values;
}

} // namespace

Result<ImportedConfig> readClientConfig(const std::string& text, const ImportContext& context) {
    auto picked = pickConfigEntries(text);
    if (picked.has_error())
        return Error{ErrorKind::InvalidInput,
                     fmt::format("{}: {}", context.file.string(), picked.error().message)};
    Importer importer(context, picked->inputs);
    for (const ConfigEntry& entry : picked->entries)
        importer.add(entry);
    return importer.take();
}

const NeededInput* inputOf(const ImportedConfig& config, const std::string& id) {
    const auto found = std::find_if(config.inputs.begin(), config.inputs.end(),
                                    [&](const NeededInput& input) { return input.id == id; });
    return found == config.inputs.end() ? nullptr : &*found;
}

Result<ServerConfig> finished(const ImportedServer& server, const ImportedConfig& from,
                              const std::map<std::string, std::string>& given) {
    if (!server.problem.empty())
        return Error{ErrorKind::InvalidInput, server.problem};
    const auto values = valuesFor(server, from, given);
    if (values.has_error())
        return values.error();
    ServerConfig config = server.config;
    forEachText(config, [&](std::string& text, const std::string&) {
        text = fillReferences(std::move(text), "input", *values);
    });
    if (auto checked = checkAddress(config); checked.has_error())
        return checked.error();
    for (const auto& [id, value] : *values)
        if (inputOf(from, id)->secret && !value.empty())
            config.secrets.push_back(value);
    noteSecrets(config);
    return config;
}

} // namespace dyno::settings
