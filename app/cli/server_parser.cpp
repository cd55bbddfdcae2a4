#include "app/cli/server_parser.h"

#include <CLI/CLI.hpp>

namespace dyno::app {

namespace {

void addUrlOptions(CLI::App& command, ServerOptions& options, CLI::Option* url) {
    command
        .add_option("--header", options.headers, "Sent with each request, \"Name: value\"; may be repeated")
        ->type_name("HEADER")
        ->allow_extra_args(false)
        ->needs(url);
    command.add_option("--transport", options.transport, "How to speak to the URL; auto finds out")
        ->type_name("HOW")
        ->check(CLI::IsMember({"auto", "http", "sse"}))
        ->capture_default_str()
        ->needs(url);
    command.add_option("--ca", options.caFile, "PEM certificates to trust beside the system's")
        ->type_name("FILE")
        ->needs(url);
    auto* variable =
        command
            .add_option("--bearer-env", options.bearerVariable, "Environment variable with a bearer token")
            ->type_name("VAR")
            ->needs(url);
    command.add_option("--bearer-file", options.bearerFile, "File with a bearer token")
        ->type_name("FILE")
        ->needs(url)
        ->excludes(variable);
}

void addFileOptions(CLI::App& command, ServerOptions& options, CLI::Option* config) {
    command
        .add_option("--name", options.configName,
                    "Which server of that file; not needed when one can be used")
        ->type_name("NAME")
        ->needs(config);
    command.add_option("--input", options.inputs, "Value of ${input:NAME} in that file; may be repeated")
        ->type_name("NAME=VALUE")
        ->allow_extra_args(false)
        ->needs(config);
}

void addAnswerOptions(CLI::App& command, ServerOptions& options) {
    command
        .add_option("--root", options.roots,
                    "Directory that the server is told it may work in; may be repeated")
        ->type_name("DIR")
        ->allow_extra_args(false);
    command
        .add_option(
            "--elicitation", options.elicitation,
            "What a server is answered that asks the user: decline, defaults (of its form), or a JSON object")
        ->type_name("ANSWER")
        ->capture_default_str();
    command
        .add_option(
            "--sampling", options.sampling,
            "What a server is answered that asks the model: decline, defaults (a placeholder), or a text")
        ->type_name("ANSWER")
        ->capture_default_str();
}

} // namespace

void addServerOptions(CLI::App& command, ServerOptions& options) {
    auto* server = command
                       .add_option("--server", options.commandLine,
                                   "Command that starts the server, split as a shell would, run without one")
                       ->type_name("COMMAND");
    auto* url = command.add_option("--url", options.url, "Where the server is, http:// or https://")
                    ->type_name("URL");
    auto* config =
        command
            .add_option("--config", options.configFile,
                        "Configuration file of an MCP client: Claude, Cursor, VS Code, Windsurf, Zed, …")
            ->type_name("FILE");
    server->excludes(url)->excludes(config);
    url->excludes(config);
    addUrlOptions(command, options, url);
    addFileOptions(command, options, config);
    command.add_option("--env", options.environment, "Environment variable for the server; may be repeated")
        ->type_name("NAME=VALUE")
        ->allow_extra_args(false);
    command.add_option("--cwd", options.directory, "Directory to start the server in")->type_name("DIR");
    addAnswerOptions(command, options);
}

void addReplicaOptions(CLI::App& command, ReplicaOptions& options) {
    auto* replica = command
                        .add_option("--replica", options.addresses,
                                    "Another server that shares the calls, as for --server or --url; may be "
                                    "repeated")
                        ->type_name("COMMAND|URL")
                        ->allow_extra_args(false);
    command
        .add_option("--weights", options.weights,
                    "Shares of the server and of each replica in order, such as 1,3; 0 gets no calls")
        ->type_name("W,W…")
        ->needs(replica);
}

void requireOneOf(const CLI::App& command, std::initializer_list<const char*> names) {
    std::string list;
    for (const char* name : names) {
        if (command.count(name) > 0)
            return;
        list += (list.empty() ? "" : name == *(names.end() - 1) ? " or " : ", ") + std::string(name);
    }
    throw CLI::RequiredError(list);
}

} // namespace dyno::app
