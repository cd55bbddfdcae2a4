#pragma once

#include "engine/telemetry/snapshot.h"

#include <functional>
#include <memory>

namespace dyno {
class Engine;
}

namespace dyno::ui {

/// A thread with an engine on it. The only two things that cross are a posted command and a pointer to an
/// immutable snapshot. Any thread may call; the destructor shuts the engine down and joins.
class EngineThread {
public:
    EngineThread();
    ~EngineThread();

    /// Runs the command on the engine's thread, after those posted before it.
    void post(std::function<void(Engine&)> command);
    /// The newest snapshot; never null.
    std::shared_ptr<const telemetry::Snapshot> newest() const;

private:
    struct Private;
    std::unique_ptr<Private> m_private;
};

} // namespace dyno::ui
