#include "app/cli/input_values.h"

#include "app/cli/terminal.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

namespace dyno::app {

namespace {

using Values = std::map<std::string, std::string>;

Result<Values> readGiven(const std::vector<std::string>& given) {
    Values values;
    for (const std::string& text : given) {
        const std::size_t equals = text.find('=');
        if (equals == std::string::npos || equals == 0)
            return Error{ErrorKind::InvalidInput, "--input: must be of the form NAME=VALUE"};
        values[text.substr(0, equals)] = text.substr(equals + 1);
    }
    return values;
}

std::string variableFor(const std::string& id) {
    std::string name = "MCP_DYNO_INPUT_";
    for (const char c : id) {
        const bool lower = c >= 'a' && c <= 'z';
        const bool kept = (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        name += lower ? static_cast<char>(c - 'a' + 'A') : kept ? c : '_';
    }
    return name;
}

std::string question(const settings::NeededInput& input) {
    std::string text = input.description.empty() ? input.id : input.description;
    for (std::size_t i = 0; i < input.options.size(); ++i)
        text += (i == 0 ? " (" : ", ") + input.options[i];
    text += input.options.empty() ? "" : ")";
    if (input.preset && !input.secret)
        text += fmt::format(" [{}]", *input.preset);
    return text + ": ";
}

Result<std::string> valueOf(const settings::NeededInput& input) {
    const std::string variable = variableFor(input.id);
    if (const char* value = std::getenv(variable.c_str()))
        return std::string(value);
    const auto answer = ask(question(input), input.secret);
    if (answer && !answer->empty())
        return *answer;
    if (input.preset)
        return *input.preset;
    return Error{
        ErrorKind::InvalidInput,
        fmt::format("the server needs a value for its input \"{0}\"{1}; give it with --input {0}=VALUE or in "
                    "the environment variable {2}",
                    input.id, input.description.empty() ? "" : " (" + input.description + ")", variable)};
}

} // namespace

Result<Values> inputValues(const settings::ImportedServer& server, const settings::ImportedConfig& config,
                           const std::vector<std::string>& given) {
    auto values = readGiven(given);
    if (values.has_error())
        return values;
    for (const auto& [id, value] : *values)
        if (std::find(server.inputs.begin(), server.inputs.end(), id) == server.inputs.end())
            return Error{ErrorKind::InvalidInput,
                         fmt::format("--input: server \"{}\" has no input \"{}\"", server.name, id)};
    for (const std::string& id : server.inputs) {
        if (values->contains(id))
            continue;
        auto value = valueOf(*settings::inputOf(config, id));
        if (value.has_error())
            return value.error();
        (*values)[id] = std::move(*value);
    }
    return values;
}

} // namespace dyno::app
