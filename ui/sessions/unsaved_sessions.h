#pragma once

#include "engine/telemetry/recording_status.h"

#include <cstdint>
#include <filesystem>
#include <vector>

namespace dyno::ui {

/// What was recorded since the window opened, one file after the other, and what of it nobody has saved.
class UnsavedSessions {
public:
    struct Session {
        std::filesystem::path file;
        std::uint64_t calls = 0;
    };

    void note(const telemetry::RecordingStatus& recording);
    /// A copy begins: what comes later is not in it.
    void copying(const std::filesystem::path& file);
    void copied(const std::filesystem::path& file);

    /// Those with calls that are in no copy, the oldest first; not those that are gone.
    std::vector<Session> left() const;

private:
    struct Recorded {
        Session session;
        std::uint64_t copying = 0; ///< calls that the copy being made has
        std::uint64_t copied = 0;
    };

    Recorded* find(const std::filesystem::path& file);

    std::vector<Recorded> m_recorded;
};

} // namespace dyno::ui
