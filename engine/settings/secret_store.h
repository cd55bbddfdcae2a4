#pragma once

#include "engine/error.h"

#include <functional>
#include <optional>
#include <string>

namespace dyno::settings {

/// Keeps secrets outside of our own files, by server and key. Every call returns at once; its callback comes
/// later, on the thread that called, and not at all once the store is gone.
class SecretStore {
public:
    /// No value: there is none by that key. An error: the store cannot be had.
    using Found = std::function<void(Result<std::optional<std::string>>)>;
    using Done = std::function<void(Result<void>)>;

    virtual ~SecretStore() = default;
    virtual void get(const std::string& server, const std::string& key, Found found) = 0;
    virtual void set(const std::string& server, const std::string& key, const std::string& value,
                     Done done) = 0;
    /// That there was none is no error.
    virtual void remove(const std::string& server, const std::string& key, Done done) = 0;
};

} // namespace dyno::settings
