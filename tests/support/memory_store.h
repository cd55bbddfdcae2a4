#pragma once

#include "engine/settings/secret_store.h"

#include <map>
#include <utility>

namespace dyno::test {

/// A keychain in memory, which can be locked. Answers within the call.
class MemoryStore : public settings::SecretStore {
public:
    void get(const std::string& server, const std::string& key, Found found) override {
        const auto it = secrets.find({server, key});
        if (locked)
            found(refusal());
        else
            found(it == secrets.end() ? std::nullopt : std::optional(it->second));
    }
    void set(const std::string& server, const std::string& key, const std::string& value,
             Done done) override {
        if (locked)
            return done(refusal());
        secrets[{server, key}] = value;
        done({});
    }
    void remove(const std::string& server, const std::string& key, Done done) override {
        secrets.erase({server, key});
        done({});
    }

    std::map<std::pair<std::string, std::string>, std::string> secrets;
    bool locked = false;

private:
    static Error refusal() { return {ErrorKind::Io, "locked"}; }
};

} // namespace dyno::test
