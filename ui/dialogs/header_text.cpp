#include "ui/dialogs/header_text.h"

#include "ui/dialogs/secret_name.h"

#include <QStringList>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace dyno::ui {
namespace {

bool isToken(QStringView name) {
    const auto isTokenCharacter = [](QChar c) {
        return c.unicode() < 128 && (c.isLetterOrNumber() || u"!#$%&'*+-.^_`|~"_s.contains(c));
    };
    return !name.isEmpty() && std::ranges::all_of(name, isTokenCharacter);
}

bool isValue(QStringView value) {
    return std::ranges::none_of(value, [](QChar c) { return c.unicode() < 32 && c != u'\t'; });
}

Error wrongLine(qsizetype line, const QString& why) {
    return {ErrorKind::InvalidInput, u"line %1 %2"_s.arg(line + 1).arg(why).toStdString()};
}

} // namespace

Result<Headers> parseHeaders(const QString& text) {
    Headers headers;
    const QStringList lines = text.split(u'\n');
    for (qsizetype i = 0; i < lines.size(); ++i) {
        if (lines[i].trimmed().isEmpty())
            continue;
        const qsizetype colon = lines[i].indexOf(u':');
        if (colon < 0)
            return wrongLine(i, u"is not “Name: value”"_s);
        const QString name = lines[i].left(colon), value = lines[i].mid(colon + 1).trimmed();
        if (!isToken(name))
            return wrongLine(i, u"has no header's name before the colon"_s);
        if (!isValue(value))
            return wrongLine(i, u"has a control character in its value"_s);
        headers.emplace_back(name.toStdString(), value.toStdString());
    }
    return headers;
}

QString maskedHeaders(const QString& text) {
    QStringList lines = text.split(u'\n');
    for (QString& line : lines) {
        const qsizetype colon = line.indexOf(u':');
        if (colon > 0 && isSecretName(line.left(colon)) && !line.mid(colon + 1).trimmed().isEmpty())
            line = line.left(colon) % u": ••••••••"_s;
    }
    return lines.join(u'\n');
}

} // namespace dyno::ui
