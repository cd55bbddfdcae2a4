#include "ui/dialogs/import/import_reader.h"

#include "engine/settings/import/config_file.h"
#include "engine/settings/import/usual_places.h"
#include "engine/settings/redactor.h"
#include "engine/settings/secret_rules.h"
#include "ui/format.h"

#include <QDir>
#include <QProcessEnvironment>

using namespace Qt::StringLiterals;

namespace dyno::ui {
namespace {

ImportEntry entryOf(const settings::ImportedServer& server) {
    ImportEntry entry;
    entry.name = toQString(server.name);
    entry.problem = toQString(server.problem);
    entry.disabled = server.disabled;
    for (const std::string& id : server.inputs)
        entry.inputs << toQString(id);
    if (!server.problem.empty())
        return entry;
    const settings::Redactor redactor(settings::secretsIn(server.config));
    entry.kind = server.config.http ? u"URL"_s : u"command"_s;
    entry.address = toQString(redactor.redacted(settings::addressOf(server.config)));
    return entry;
}

ImportInput inputOf(const settings::NeededInput& needed) {
    ImportInput input;
    input.id = toQString(needed.id);
    input.description = toQString(needed.description);
    input.secret = needed.secret;
    input.value = toQString(needed.preset.value_or(std::string()));
    for (const std::string& option : needed.options)
        input.options << toQString(option);
    return input;
}

std::map<std::string, std::string> environment() {
    std::map<std::string, std::string> variables;
    const QProcessEnvironment system = QProcessEnvironment::systemEnvironment();
    for (const QString& name : system.keys())
        variables[name.toStdString()] = system.value(name).toStdString();
    return variables;
}

} // namespace

ImportedFile readImportFile(const QString& path) {
    ImportedFile file;
    auto config = settings::loadClientConfig(path.toStdString());
    if (!config) {
        file.problem = toQString(config.error().message);
        return file;
    }
    for (const settings::ImportedServer& server : config->servers)
        file.shown.entries.push_back(entryOf(server));
    for (const settings::NeededInput& input : config->inputs)
        file.shown.inputs.push_back(inputOf(input));
    file.config = std::make_shared<const settings::ImportedConfig>(std::move(*config));
    return file;
}

std::vector<ImportPlace> findImportPlaces() {
    std::vector<ImportPlace> places;
    const auto usual = settings::usualPlaces(QDir::homePath().toStdString(),
                                             QDir::currentPath().toStdString(), environment());
    for (const settings::Place& candidate : usual) {
        std::error_code ignored;
        if (!std::filesystem::is_regular_file(candidate.path, ignored))
            continue;
        const auto config = settings::loadClientConfig(candidate.path);
        ImportPlace place{toQString(candidate.client), toQString(candidate.path.string()), 0, {}};
        if (config)
            place.servers = int(config->servers.size());
        else
            place.problem = QObject::tr("cannot be read");
        places.push_back(place);
    }
    return places;
}

} // namespace dyno::ui
