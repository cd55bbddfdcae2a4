#pragma once

#include "engine/settings/redactor.h"

#include <nlohmann/json_fwd.hpp>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace dyno::sessions {

/// Takes secrets out of all that is stored: those that are known, values of JSON keys whose names are those
/// of secrets (also in JSON that is a text within JSON, as tools like to answer), and what a text itself says
/// is one. Of one thread.
class BodyRedactor {
public:
    void setKnown(std::shared_ptr<const settings::Redactor> known) { m_known = std::move(known); }

    /// A text without what is known to be secret.
    std::string withoutKnown(std::string text) const;
    /// The same without what it says itself is secret: "API_KEY=…", "Authorization: …", a URL's password.
    std::string plain(std::string text) const;
    /// For a JSON text; one that is none is taken as plain.
    std::string json(std::string text);
    /// As compact JSON text.
    std::string dumped(const nlohmann::json& value);

private:
    using Json = nlohmann::json;

    bool namesSecret(const std::string& key);
    bool holdsSecret(const Json& value, const std::string& name, int depth);
    void blackOut(Json& value, const std::string& name, int depth);
    std::optional<std::string> replacement(const Json& leaf, const std::string& name, int depth);
    std::optional<std::string> replacementOfText(const std::string& text, int depth);

    std::shared_ptr<const settings::Redactor> m_known; ///< may be null
    std::unordered_map<std::string, bool> m_keys;      ///< whether it is a secret's name; bounded
};

} // namespace dyno::sessions
