#include "ui/sessions/unsaved_sessions.h"

#include <algorithm>

namespace dyno::ui {

void UnsavedSessions::note(const telemetry::RecordingStatus& recording) {
    if (recording.file.empty())
        return;
    if (m_recorded.empty() || m_recorded.back().session.file != recording.file)
        m_recorded.push_back({{recording.file, 0}, 0, 0});
    m_recorded.back().session.calls = recording.callsSeen;
}

void UnsavedSessions::copying(const std::filesystem::path& file) {
    if (Recorded* recorded = find(file))
        recorded->copying = recorded->session.calls;
}

void UnsavedSessions::copied(const std::filesystem::path& file) {
    if (Recorded* recorded = find(file))
        recorded->copied = recorded->copying;
}

std::vector<UnsavedSessions::Session> UnsavedSessions::left() const {
    std::vector<Session> left;
    for (const Recorded& recorded : m_recorded) {
        std::error_code none;
        if (recorded.session.calls > recorded.copied && std::filesystem::exists(recorded.session.file, none))
            left.push_back(recorded.session);
    }
    return left;
}

UnsavedSessions::Recorded* UnsavedSessions::find(const std::filesystem::path& file) {
    const auto found =
        std::ranges::find(m_recorded, file, [](const Recorded& recorded) { return recorded.session.file; });
    return found == m_recorded.end() ? nullptr : &*found;
}

} // namespace dyno::ui
