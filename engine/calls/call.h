#pragma once

#include "engine/async/clock.h"
#include "engine/calls/cache/canonical_arguments.h"
#include "engine/calls/call_record.h"
#include "engine/error.h"
#include "engine/ids.h"
#include "engine/mcp/session.h"

#include <functional>
#include <memory>
#include <string>

namespace dyno::calls {

/// What is called. Shared, since thousands of calls name the same.
struct Target {
    ServerId server = 0;
    std::string tool;
    std::string arguments = "{}"; ///< JSON text of an object

    /// Equal for arguments that mean the same; empty when that cannot be told. Made once for all calls.
    const std::string& canonicalArguments() const { return canonical.of(arguments); }

    CanonicalArguments canonical = {};
};

/// One tool call on its way in, whoever asks for it.
struct Call {
    std::shared_ptr<const Target> target;
    async::TimePoint intended; ///< when it should have begun; latency and time-out count from here
    std::function<void(const mcp::Progress&)> onProgress = {};
};

/// The MCP result object, shared: a thousand callers may have the same from the cache.
using ResultPtr = std::shared_ptr<const nlohmann::json>;

/// A notification of progress that came while a call was under way.
struct ProgressNote {
    async::Duration at{}; ///< since the intended start
    mcp::Progress progress;
};

/// One tool call on its way out.
struct CallResult {
    Result<ResultPtr> result; ///< never null
    CallRecord record;
};

} // namespace dyno::calls
