#include "ui/dialogs/environment_text.h"

#include <QStringList>

using namespace Qt::StringLiterals;

namespace dyno::ui {

Result<std::map<std::string, std::string>> parseEnvironment(const QString& text) {
    std::map<std::string, std::string> environment;
    const QStringList lines = text.split(u'\n');
    for (qsizetype i = 0; i < lines.size(); ++i) {
        const QString& line = lines[i];
        if (line.trimmed().isEmpty() || line.trimmed().startsWith(u'#'))
            continue;
        const qsizetype equals = line.indexOf(u'=');
        const QString key = line.left(equals).trimmed();
        if (equals < 0 || key.isEmpty() || key.contains(u' ')) {
            const QString message = u"line %1 is not KEY=VALUE: %2"_s.arg(i + 1).arg(line.trimmed());
            return Error{ErrorKind::InvalidInput, message.toStdString()};
        }
        environment[key.toStdString()] = line.mid(equals + 1).toStdString();
    }
    return environment;
}

} // namespace dyno::ui
