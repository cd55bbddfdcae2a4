#include "ui/dialogs/roots_text.h"

#include <QDir>
#include <QUrl>

using namespace Qt::StringLiterals;

namespace dyno::ui {

Result<std::vector<settings::Root>> parseRoots(const QString& text) {
    std::vector<settings::Root> roots;
    const QStringList lines = text.split(u'\n');
    for (qsizetype i = 0; i < lines.size(); ++i) {
        const QString path = lines[i].trimmed();
        if (path.isEmpty())
            continue;
        if (!QDir::isAbsolutePath(path) || !QDir(path).exists()) {
            const QString message = u"line %1 is no directory with its whole path: %2"_s.arg(i + 1).arg(path);
            return Error{ErrorKind::InvalidInput, message.toStdString()};
        }
        const QDir folder(QDir::cleanPath(path));
        const QUrl uri = QUrl::fromLocalFile(folder.path());
        roots.push_back({uri.toString(QUrl::FullyEncoded).toStdString(), folder.dirName().toStdString()});
    }
    return roots;
}

} // namespace dyno::ui
