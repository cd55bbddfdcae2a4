#pragma once

#include "engine/error.h"

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace dyno::settings {

using Variables = std::map<std::string, std::string>;

/// What the references in a configuration are replaced with.
struct Surroundings {
    Variables environment;
    std::filesystem::path home;            ///< ${userHome} and ~
    std::filesystem::path workspaceFolder; ///< ${workspaceFolder}
};

/// Replaces the references in the texts of one entry: ${NAME}, ${NAME:-default}, ${env:NAME},
/// ${workspaceFolder}, ${workspaceFolderBasename}, ${userHome}, ${pathSeparator} and ${/}. ${input:x} stays,
/// and is noted. What looks like none of these, such as ${a b}, stays as well.
class Substitution {
public:
    explicit Substitution(const Surroundings& surroundings)
        : m_surroundings(surroundings) {}

    /// InvalidInput names a variable that is not set and has no default, or a reference that only the client
    /// it was written for can resolve.
    [[nodiscard]] Result<std::string> apply(std::string_view text);
    /// The same, with a leading `~` as the home folder.
    [[nodiscard]] Result<std::string> applyToPath(std::string_view text);

    /// The inputs that were referred to, in order, each once.
    const std::vector<std::string>& inputs() const { return m_inputs; }
    /// Values that came from variables with a secret name.
    const std::vector<std::string>& secrets() const { return m_secrets; }

private:
    Result<std::string> resolve(std::string_view reference);
    Result<std::string> variable(std::string_view name);
    void noteInput(std::string_view id);

    const Surroundings& m_surroundings;
    std::vector<std::string> m_inputs;
    std::vector<std::string> m_secrets;
};

/// Replaces each `${KIND:x}` by the value of x. A reference without a value stays.
std::string fillReferences(std::string text, std::string_view kind, const Variables& values);

} // namespace dyno::settings
