#include "app/cli/options.h"

#include "engine/settings/duration_text.h"
#include "engine/settings/knobs.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cerrno>
#include <charconv>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace dyno::app {

namespace {

Error invalid(std::string_view option, std::string_view why) {
    return {ErrorKind::InvalidInput, fmt::format("{}: {}", option, why)};
}

Result<workload::Extent> warmupExtent(const std::string& text) {
    std::uint64_t calls = 0;
    const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), calls);
    if (ec == std::errc() && end == text.data() + text.size())
        return workload::Extent{calls, {}};
    const auto duration = settings::parseDuration(text);
    if (duration.has_error())
        return invalid("--warmup",
                       "\"" + text + "\" is neither a number of calls nor a length of time such as 5s");
    return workload::Extent{{}, *duration};
}

Result<std::string> argumentsText(const std::string& option) {
    if (!option.starts_with('@'))
        return option;
    const std::string file = option.substr(1);
    std::ifstream in(file, std::ios::binary);
    if (!in || std::filesystem::is_directory(file))
        return invalid("--args",
                       fmt::format("{} cannot be read: {}", file, std::strerror(in ? EISDIR : errno)));
    std::ostringstream text;
    text << in.rdbuf();
    return std::move(text).str();
}

/// The arguments in one line, as the protocol's framing needs them.
Result<std::string> argumentsObject(const std::string& option) {
    const auto text = argumentsText(option);
    if (text.has_error())
        return text.error();
    try {
        const auto value = nlohmann::json::parse(*text);
        if (!value.is_object())
            return invalid("--args", "the arguments must be a JSON object, such as {\"message\": \"hello\"}");
        return value.dump();
    } catch (const nlohmann::json::exception& error) {
        return Error{ErrorKind::InvalidInput, "--args: this is not JSON: " + *text, error.what()};
    }
}

Result<void> setTimeout(const std::string& option, settings::Tuning& tuning) {
    const auto timeout = settings::parseDuration(option);
    if (timeout.has_error())
        return invalid("--timeout", timeout.error().message);
    tuning.timeouts.call = *timeout;
    const settings::Knob& knob = *settings::findKnob("timeouts.call");
    if (auto fit = settings::fits(knob, knob.get(tuning)); fit.has_error())
        return invalid("--timeout", fit.error().message);
    return {};
}

/// The options for one knob, then the assignments in their order.
Result<void> applyOptions(const RunOptions& options, settings::Tuning& tuning) {
    if (options.pool)
        tuning.pool.min = tuning.pool.max = *options.pool;
    if (options.workers)
        tuning.workers = *options.workers;
    if (!options.timeout.empty())
        if (auto set = setTimeout(options.timeout, tuning); set.has_error())
            return set;
    for (const std::string& assignment : options.assignments)
        if (auto set = settings::setKnob(tuning, assignment); set.has_error())
            return invalid("--set", set.error().message);
    return {};
}

} // namespace

Result<settings::Workspace> workspace(const RunOptions& options) {
    auto workspace = options.workspaceFile.empty() ? Result<settings::Workspace>(settings::Workspace{})
                                                   : settings::readWorkspace(options.workspaceFile);
    if (workspace.has_error())
        return workspace;
    if (auto applied = applyOptions(options, workspace->tuning); applied.has_error())
        return applied.error();
    if (auto valid = settings::validate(workspace->tuning); valid.has_error())
        return valid.error();
    return workspace;
}

Result<workload::Scenario> scenario(const RunOptions& options, ServerId server) {
    const auto arguments = argumentsObject(options.arguments);
    if (arguments.has_error())
        return arguments.error();
    workload::Scenario scenario{server, options.tool, *arguments, {}, {}};
    if (options.calls > 0)
        scenario.extent.calls = options.calls;
    if (!options.duration.empty()) {
        const auto duration = settings::parseDuration(options.duration);
        if (duration.has_error())
            return invalid("--duration", duration.error().message);
        if (*duration == async::Duration::zero())
            return invalid("--duration", "must be longer than nothing, such as 10s");
        scenario.extent.duration = *duration;
    }
    if (!options.warmup.empty()) {
        const auto warmup = warmupExtent(options.warmup);
        if (warmup.has_error())
            return warmup.error();
        scenario.warmup = *warmup;
    }
    return scenario;
}

} // namespace dyno::app
