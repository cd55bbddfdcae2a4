#pragma once

#include "engine/settings/import/client_config.h"
#include "ui/dialogs/import/import_entry.h"

#include <memory>

namespace dyno::ui {

/// A configuration file, and what the dialog shows of it.
struct ImportedFile {
    std::shared_ptr<const settings::ImportedConfig> config; ///< null when there is a problem
    ImportFile shown;
    QString problem;
};

/// Reads a client's configuration. Blocks; any thread may call.
ImportedFile readImportFile(const QString& path);

/// The usual places in which there is a file, with what is in it. Blocks; any thread may call.
std::vector<ImportPlace> findImportPlaces();

} // namespace dyno::ui
