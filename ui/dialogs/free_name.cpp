#include "ui/dialogs/free_name.h"

using namespace Qt::StringLiterals;

namespace dyno::ui {

QString freeName(const QString& wanted, const QStringList& taken) {
    QString name = wanted;
    for (int number = 2; taken.contains(name); ++number)
        name = u"%1 %2"_s.arg(wanted).arg(number);
    return name;
}

} // namespace dyno::ui
