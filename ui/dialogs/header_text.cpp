#include "ui/dialogs/header_text.h"

#include "engine/settings/http_header.h"
#include "engine/settings/secret_rules.h"

#include <QStringList>

using namespace Qt::StringLiterals;

namespace dyno::ui {
Result<Headers> parseHeaders(const QString& text) {
    Headers headers;
    const QStringList lines = text.split(u'\n');
    for (qsizetype i = 0; i < lines.size(); ++i) {
        if (lines[i].trimmed().isEmpty())
            continue;
        auto header = settings::parseHttpHeader(lines[i].toStdString());
        if (!header)
            return Error{ErrorKind::InvalidInput,
                         "line " + std::to_string(i + 1) + ": " + header.error().message};
        headers.push_back(std::move(*header));
    }
    return headers;
}

QString maskedHeaders(const QString& text) {
    QStringList lines = text.split(u'\n');
    for (QString& line : lines) {
        const qsizetype colon = line.indexOf(u':');
        if (colon > 0 && settings::isSecretName(line.left(colon).toStdString()) &&
            !line.mid(colon + 1).trimmed().isEmpty())
            line = line.left(colon) % u": ••••••••"_s;
    }
    return lines.join(u'\n');
}

} // namespace dyno::ui
