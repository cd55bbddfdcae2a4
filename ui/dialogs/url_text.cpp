#include "ui/dialogs/url_text.h"

#include <QUrl>

using namespace Qt::StringLiterals;

namespace dyno::ui {

QString urlProblem(const QString& text) {
    const QUrl url(text.trimmed(), QUrl::StrictMode);
    const QString scheme = url.scheme();
    if (text.contains(u"://"_s) && !url.isValid())
        return u"not a URL: "_s % url.errorString().section(u';', 0, 0);
    if (scheme != u"http"_s && scheme != u"https"_s)
        return u"must begin with http:// or https://"_s;
    if (url.host().isEmpty())
        return u"names no host"_s;
    if (url.hasFragment())
        return u"has a fragment (#…), which no server would see"_s;
    return {};
}

bool looksLikeUrl(const QString& text) {
    const QString word = text.trimmed();
    const bool begins = word.startsWith(u"http://"_s, Qt::CaseInsensitive) ||
                        word.startsWith(u"https://"_s, Qt::CaseInsensitive);
    return begins && !word.contains(u' ');
}

QString nameOfUrl(const QString& text) {
    const QUrl url(text.trimmed());
    return url.port() < 0 ? url.host() : QString(url.host() % u':' % QString::number(url.port()));
}

} // namespace dyno::ui
