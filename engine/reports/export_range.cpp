#include "engine/reports/export_range.h"

namespace dyno::reports {

bool ExportRange::has(sessions::Duration ended) const {
    return whole || (ended >= range.from && ended < range.to);
}

std::string ExportRange::serverName(ServerId id) const {
    for (const telemetry::ServerStatus& server : state.servers)
        if (server.id == id)
            return server.name;
    return "server " + std::to_string(id);
}

Result<ExportRange> exportRange(sessions::SessionReader& reader, std::optional<sessions::Range> range) {
    auto info = reader.info();
    if (info.has_error())
        return info.error();
    ExportRange exported{std::move(*info), {}, !range, {}};
    exported.range = exported.info.whole();
    if (range) {
        const auto snapped = reader.snapped(*range);
        if (snapped.has_error())
            return snapped.error();
        exported.range = *snapped;
    }
    auto state = reader.snapshot({}, 1);
    if (state.has_error())
        return state.error();
    exported.state = std::move(*state);
    return exported;
}

Result<void> forEachCall(sessions::SessionReader& reader, const ExportRange& exported,
                         const std::function<bool(const sessions::CallRow&)>& take) {
    return reader.forEachCall([&](const sessions::CallRow& call) {
        return !exported.has(call.at + call.record.latency()) || take(call);
    });
}

} // namespace dyno::reports
