#include "engine/sessions/progress_text.h"

#include "engine/sessions/json_fields.h"

namespace dyno::sessions {

std::string progressText(const std::vector<calls::ProgressNote>& notes) {
    if (notes.empty())
        return {};
    nlohmann::json list = nlohmann::json::array();
    for (const calls::ProgressNote& note : notes) {
        nlohmann::json one = {{"at", note.at.count()}, {"progress", note.progress.progress}};
        if (note.progress.total)
            one["total"] = *note.progress.total;
        if (!note.progress.message.empty())
            one["message"] = note.progress.message;
        list.push_back(std::move(one));
    }
    return list.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::vector<calls::ProgressNote> readProgress(const std::string& text) {
    constexpr std::size_t most = 1000;
    std::vector<calls::ProgressNote> notes;
    try {
        const nlohmann::json list = text.empty() ? nlohmann::json::array() : parsed(text);
        for (std::size_t i = 0; list.is_array() && i < std::min(list.size(), most); ++i) {
            calls::ProgressNote note;
            note.at = Duration(std::clamp<std::int64_t>(list[i].at("at"), 0, mostDuration.count()));
            note.progress.progress = list[i].at("progress");
            if (list[i].contains("total"))
                note.progress.total = list[i]["total"].get<double>();
            note.progress.message = list[i].value("message", "");
            notes.push_back(std::move(note));
        }
    } catch (const std::exception&) { // a note that cannot be read keeps nobody from the call
    }
    return notes;
}

} // namespace dyno::sessions
