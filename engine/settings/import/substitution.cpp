#include "engine/settings/import/substitution.h"

#include "engine/settings/secret_rules.h"

#include <fmt/format.h>

#include <algorithm>

namespace dyno::settings {

namespace {

Error problem(std::string message) {
    return {ErrorKind::InvalidInput, std::move(message)};
}

bool isVariableName(std::string_view text) {
    const auto isNameCharacter = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    };
    return !text.empty() && (text[0] < '0' || text[0] > '9') &&
           std::all_of(text.begin(), text.end(), isNameCharacter);
}

} // namespace

Result<std::string> Substitution::apply(std::string_view text) {
    std::string result;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t begin = text.find("${", at);
        const std::size_t end = text.find('}', begin);
        if (begin == std::string_view::npos || end == std::string_view::npos)
            return result += text.substr(at);
        const auto value = resolve(text.substr(begin + 2, end - begin - 2));
        if (value.has_error())
            return value.error();
        result.append(text.substr(at, begin - at)).append(*value);
        at = end + 1;
    }
    return result;
}

Result<std::string> Substitution::applyToPath(std::string_view text) {
    if (text != "~" && !text.starts_with("~/"))
        return apply(text);
    auto rest = apply(text.substr(1));
    return rest.has_error() ? rest : m_surroundings.home.string() + *rest;
}

/// `reference` is what stands between the braces.
Result<std::string> Substitution::resolve(std::string_view reference) {
    if (reference == "workspaceFolder")
        return m_surroundings.workspaceFolder.string();
    if (reference == "workspaceFolderBasename")
        return m_surroundings.workspaceFolder.filename().string();
    if (reference == "userHome")
        return m_surroundings.home.string();
    if (reference == "pathSeparator" || reference == "/")
        return "/";
    const std::size_t colon = reference.find(':');
    const std::string_view kind = reference.substr(0, colon);
    if (!isVariableName(kind))
        return fmt::format("${{{}}}", reference);
    if (colon == std::string_view::npos || reference.compare(colon, 2, ":-") == 0)
        return variable(reference);
    if (kind == "env")
        return variable(reference.substr(colon + 1));
    if (kind != "input")
        return problem(
            fmt::format("${{{}}} is known to the client that it was written for alone", reference));
    noteInput(reference.substr(colon + 1));
    return fmt::format("${{{}}}", reference);
}

Result<std::string> Substitution::variable(std::string_view reference) {
    const std::size_t mark = std::min(reference.find(":-"), reference.size());
    const std::string name(reference.substr(0, mark));
    const auto found = m_surroundings.environment.find(name);
    const bool hasDefault = mark < reference.size();
    // As in a shell, `:-` counts an empty variable as not set.
    const bool isSet = found != m_surroundings.environment.end() && !(hasDefault && found->second.empty());
    if (!isSet && !hasDefault)
        return problem(fmt::format("the environment variable {} is not set", name));
    const std::string value = isSet ? found->second : std::string(reference.substr(mark + 2));
    if (isSecret(name, value))
        m_secrets.push_back(value);
    return value;
}

void Substitution::noteInput(std::string_view id) {
    if (std::find(m_inputs.begin(), m_inputs.end(), id) == m_inputs.end())
        m_inputs.emplace_back(id);
}

std::string fillReferences(std::string text, std::string_view kind, const Variables& values) {
    const std::string opening = fmt::format("${{{}:", kind);
    for (std::size_t at = text.find(opening); at != std::string::npos; at = text.find(opening, at)) {
        const std::size_t name = at + opening.size();
        const std::size_t end = text.find('}', name);
        if (end == std::string::npos)
            break;
        const auto value = values.find(text.substr(name, end - name));
        if (value != values.end())
            text.replace(at, end + 1 - at, value->second);
        at = value != values.end() ? at + value->second.size() : end + 1;
    }
    return text;
}

} // namespace dyno::settings
