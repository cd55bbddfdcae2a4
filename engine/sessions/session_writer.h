#pragma once

#include "engine/error.h"
#include "engine/sessions/kept.h"
#include "engine/settings/redactor.h"
#include "engine/telemetry/recording_status.h"

#include <filesystem>
#include <memory>
#include <string>

namespace dyno::sessions {

/// How a session file is begun.
struct WriterOptions {
    std::filesystem::path
        file; ///< replaced if it is a session file; anything else is left alone (InvalidInput)
    std::map<std::string, std::string> meta; ///< rows of the table `meta`
    std::size_t maxBodyBytes = 16 * 1024;    ///< of one answer; what is longer is cut
    std::size_t maxQueuedCalls = 200'000;    ///< that wait to be written; more are dropped and counted
};

/// Writes a session file on a thread of its own, in batched transactions (WAL). Called from one other thread,
/// which it never holds up: what the disk cannot take in time is dropped, calls first, and counted. Nothing
/// that is already written is harmed by a failure, and writing is tried again while the session lasts.
class SessionWriter {
public:
    [[nodiscard]] static Result<std::unique_ptr<SessionWriter>> create(WriterOptions options);
    /// As finish().
    virtual ~SessionWriter() = default;

    /// Secrets that are blacked out of all that is written from now on; values of keys that look like secrets
    /// are blacked out besides.
    virtual void setRedactor(std::shared_ptr<const settings::Redactor> redactor) = 0;
    virtual void write(Batch batch) = 0;
    /// Calls that wait to be written; whoever gives more than it takes shall give fewer.
    virtual std::size_t backlog() const = 0;
    /// on, file, bytes, callsKept, callsLost, figuresLost and problem.
    virtual telemetry::RecordingStatus status() const = 0;
    /// Writes what it has, makes one file of it (no journal beside it) and ends the thread; the status tells
    /// of failures. Waits for the disk.
    virtual void finish() = 0;
};

} // namespace dyno::sessions
