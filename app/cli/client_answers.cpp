#include "app/cli/client_answers.h"

#include "engine/settings/url.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <filesystem>

namespace dyno::app {

namespace {

namespace fs = std::filesystem;
using settings::AnswerBy;

Error invalid(std::string_view option, std::string_view why) {
    return {ErrorKind::InvalidInput, fmt::format("{}: {}", option, why)};
}

Result<settings::Root> root(const std::string& directory) {
    std::error_code ec;
    const fs::path path = fs::canonical(directory, ec);
    if (ec)
        return invalid("--root", fmt::format("{}: {}", directory, ec.message()));
    if (!fs::is_directory(path, ec))
        return invalid("--root", directory + " is no directory");
    return settings::Root{"file://" + settings::urlEncoded(path.string(), "/"), path.filename()};
}

Result<void> readElicitation(const std::string& text, settings::ClientPolicy& policy) {
    if (text == "decline" || text == "defaults" || text == "ask") {
        policy.elicitation = text == "decline" ? AnswerBy::Decline
                             : text == "ask"   ? AnswerBy::Ask
                                               : AnswerBy::Defaults;
        return {};
    }
    const auto answer = nlohmann::json::parse(text, nullptr, false);
    if (!answer.is_object())
        return invalid("--elicitation",
                       "must be decline, defaults, ask or a JSON object, such as {\"name\": \"Ann\"}");
    policy.elicitation = AnswerBy::Fixed;
    policy.elicitationAnswer = answer.dump();
    return {};
}

void readSampling(const std::string& text, settings::ClientPolicy& policy) {
    policy.sampling = text == "decline"    ? AnswerBy::Decline
                      : text == "defaults" ? AnswerBy::Defaults
                                           : AnswerBy::Fixed;
    if (policy.sampling == AnswerBy::Fixed)
        policy.samplingAnswer = text;
}

} // namespace

Result<settings::ClientPolicy> clientPolicy(const ServerOptions& options) {
    settings::ClientPolicy policy;
    if (auto read = readElicitation(options.elicitation, policy); read.has_error())
        return read.error();
    readSampling(options.sampling, policy);
    for (const std::string& directory : options.roots) {
        auto one = root(directory);
        if (one.has_error())
            return one.error();
        policy.roots.push_back(std::move(*one));
    }
    return policy;
}

} // namespace dyno::app
