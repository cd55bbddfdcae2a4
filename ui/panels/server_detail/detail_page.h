#pragma once

#include "engine/telemetry/snapshot.h"
#include "ui/models/server_detail_model.h"
#include "ui/theme/theme.h"

#include <QString>

namespace dyno::ui {

/// What is to be read about a server's section or one item of it.
struct DetailPage {
    QString html; ///< what servers sent is escaped in it
    QString json; ///< what of it is JSON, indented; may be empty

    bool operator==(const DetailPage&) const = default;
};

/// `item` is -1 for a whole section, else within its list.
DetailPage detailPage(const telemetry::ServerStatus& server, ServerDetailModel::Section section, int item,
                      const Theme& theme);

} // namespace dyno::ui
