#include "ui/report/moment_text.h"

#include <QDateTime>

#include <cmath>

using namespace Qt::StringLiterals;

namespace dyno::ui {

QString momentText(sessions::WallTime moment) {
    const auto since = moment.time_since_epoch().count();
    return QDateTime::fromMSecsSinceEpoch(since, Qt::UTC).toString(u"yyyy-MM-dd HH:mm:ss"_s) % u" UTC"_s;
}

QString sessionTimeText(async::Duration at) {
    const double seconds = std::chrono::duration<double>(at).count();
    if (seconds < 60)
        return QString::number(seconds, 'f', 1) % u" s"_s;
    const auto tenths = qint64(std::round(seconds * 10));
    const auto two = [](qint64 value) { return u"%1"_s.arg(value, 2, 10, QLatin1Char('0')); };
    const qint64 whole = tenths / 10;
    const QString hours = whole >= 3600 ? QString::number(whole / 3600) % u':' : QString();
    const QString minutes = whole >= 3600 ? two(whole / 60 % 60) : QString::number(whole / 60);
    return hours % minutes % u':' % two(whole % 60) % u'.' % QString::number(tenths % 10);
}

} // namespace dyno::ui
