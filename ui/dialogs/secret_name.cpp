#include "ui/dialogs/secret_name.h"

#include <QString>

#include <algorithm>
#include <array>

namespace dyno::ui {

bool isSecretName(const QString& name) {
    constexpr std::array<QStringView, 8> parts{u"auth",   u"cookie",   u"credential", u"key",
                                               u"passwd", u"password", u"secret",     u"token"};
    return std::ranges::any_of(
        parts, [&name](QStringView part) { return name.contains(part, Qt::CaseInsensitive); });
}

} // namespace dyno::ui
