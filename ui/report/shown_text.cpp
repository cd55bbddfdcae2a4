#include "ui/report/shown_text.h"

#include "ui/format.h"

using namespace Qt::StringLiterals;

namespace dyno::ui {
namespace {

bool turnsDirection(char16_t unit) {
    return unit == 0x061c || unit == 0x200e || unit == 0x200f || (unit >= 0x202a && unit <= 0x202e) ||
           (unit >= 0x2066 && unit <= 0x2069);
}

bool isHidden(char16_t unit) {
    if (unit == u'\n' || unit == u'\t')
        return false;
    return unit < 0x20 || (unit >= 0x7f && unit < 0xa0) || unit == 0x2028 || unit == 0x2029 ||
           unit == 0xfeff || unit >= 0xfffe || turnsDirection(unit);
}

} // namespace

QString shownText(std::string_view text) {
    QString plain = toQString(text);
    plain.replace(u"\r\n"_s, u"\n"_s);
    QString shown;
    shown.reserve(plain.size());
    for (const QChar unit : std::as_const(plain)) {
        if (isHidden(unit.unicode()))
            shown += u"\\u%1"_s.arg(unit.unicode(), 4, 16, QLatin1Char('0'));
        else
            shown += unit;
    }
    return shown;
}

QString shownLine(std::string_view text) {
    return shownText(text).simplified();
}

QString shortened(const QString& text, qsizetype most) {
    if (text.size() <= most)
        return text;
    const qsizetype end = text[most - 2].isHighSurrogate() ? most - 2 : most - 1;
    return text.first(end) % u'…';
}

QString withoutBegin(const QString& text, qsizetype most) {
    if (text.size() <= most)
        return text;
    qsizetype begin = text.size() - most;
    if (text[begin].isLowSurrogate())
        ++begin;
    return u"… (%1 characters before)\n"_s.arg(begin) % text.sliced(begin);
}

} // namespace dyno::ui
