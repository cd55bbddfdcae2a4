#pragma once

#include "engine/calls/breaker/breaker.h"
#include "engine/calls/breaker/breaker_refusal.h"
#include "engine/ids.h"

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace dyno::calls {

/// What a call that ended so says of the server; no error: it succeeded. An answer is a good sign, even one
/// that says no. What ended on our side says nothing, nor does a failure of a class that is not counted.
Verdict verdictOf(const std::optional<ErrorKind>& error, const settings::FailureClasses& counts);

/// The breaker stage: one breaker for each server, or for each tool of each, as `breaker.scope` says. Engine
/// thread only.
///
/// Switching it off, or to the other scope, closes what is open; the history says so, as of a change by hand.
class Breakers {
    struct Entry;

public:
    /// Leave to go on, and the duty to say how it went. One that dies before it has reported gives no verdict
    /// and frees its probe; that may be after the Breakers themselves.
    class Pass {
    public:
        Pass() = default; ///< nobody asks how it went
        Pass(Pass&& other) = default;
        Pass& operator=(Pass&& other) noexcept;
        ~Pass();

        void succeeded(async::TimePoint now);
        void failed(const Error& error, async::TimePoint now);
        template<class T>
        void report(const Result<T>& result, async::TimePoint now) {
            if (result.has_error())
                failed(result.error(), now);
            else
                succeeded(now);
        }

    private:
        friend class Breakers;
        Pass(std::shared_ptr<Entry> entry, Breaker::Generation generation);

        std::shared_ptr<Entry> m_entry;
        Breaker::Generation m_generation = 0;
    };

    /// `tuning` is read anew at each call.
    explicit Breakers(const std::shared_ptr<const settings::Tuning>& tuning)
        : m_tuning(tuning)
        , m_scope(tuning->breaker.scope) {}

    /// BreakerOpen, which says why it is open and when it lets a call through.
    Result<Pass> enter(ServerId server, std::string_view tool, async::TimePoint now);

    /// By hand; nothing while breakers are off. Where they are by server, the tool does not matter.
    void trip(ServerId server, std::string_view tool, async::TimePoint now);
    void reset(ServerId server, std::string_view tool, async::TimePoint now);
    /// The server is gone.
    void forget(ServerId server);
    /// To be called when there is a new tuning. Only `breaker.on` and `breaker.scope` need it.
    void tuningChanged(async::TimePoint now);

    /// Appends those that have seen a failure or a hand, by server and tool.
    void describe(std::vector<telemetry::BreakerStatus>& into, async::TimePoint start, async::TimePoint now);

private:
    struct Key {
        ServerId server = 0;
        std::string tool; ///< empty: the whole server
    };
    struct KeyView {
        ServerId server = 0;
        std::string_view tool;

        KeyView(ServerId of, std::string_view named)
            : server(of)
            , tool(named) {}
        KeyView(const Key& key)
            : KeyView(key.server, key.tool) {}
        bool operator==(const KeyView&) const = default;
    };
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(const KeyView& key) const;
    };
    struct Equal {
        using is_transparent = void;
        bool operator()(const KeyView& one, const KeyView& other) const { return one == other; }
    };
    struct Entry {
        Entry(const std::shared_ptr<const settings::Tuning>& current, std::string whose)
            : tuning(current)
            , refusal(std::move(whose)) {}

        const std::shared_ptr<const settings::Tuning>& tuning; ///< is gone when the Breakers are
        Breaker breaker;
        BreakerRefusal refusal;
        bool failed = false; ///< ever
    };

    const std::shared_ptr<Entry>& entry(ServerId server, std::string_view tool);

    const std::shared_ptr<const settings::Tuning>& m_tuning;
    settings::Scope m_scope;
    std::unordered_map<Key, std::shared_ptr<Entry>, Hash, Equal> m_entries;
};

} // namespace dyno::calls
