#include "ui/report/resource_text.h"

#include <QFile>

using namespace Qt::StringLiterals;

// A linker drops the resources of a static library unless something names them, and the macro wants no
// namespace.
static void loadReportResources() {
    Q_INIT_RESOURCE(report);
}

namespace dyno::ui {

QString resourceText(const QString& name) {
    loadReportResources();
    QFile file(u":/dyno/"_s % name);
    if (!file.open(QIODevice::ReadOnly))
        qFatal("%s is not built in", qUtf8Printable(name));
    return QString::fromUtf8(file.readAll());
}

} // namespace dyno::ui
