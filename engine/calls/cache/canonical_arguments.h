#pragma once

#include "engine/calls/cache/canonical_json.h"

#include <optional>
#include <string>

namespace dyno::calls {

/// The canonical form of a target's arguments, made when it is first asked for. A copy makes its own, since
/// the arguments beside it may be changed. Engine thread only.
class CanonicalArguments {
public:
    CanonicalArguments() = default;
    CanonicalArguments(const CanonicalArguments&) {}
    CanonicalArguments& operator=(const CanonicalArguments&) {
        m_text.reset();
        return *this;
    }

    /// Always of the same text. Empty when it has no canonical form.
    const std::string& of(const std::string& arguments) const {
        if (!m_text)
            m_text = canonicalJson(arguments).value_or(std::string());
        return *m_text;
    }

private:
    mutable std::optional<std::string> m_text;
};

} // namespace dyno::calls
