#include "ui/theme/theme.h"

#include "ui/theme/icons.h"

#include <QApplication>
#include <QFile>
#include <QFontDatabase>
#include <QStyleFactory>

#include <algorithm>
#include <vector>

using namespace Qt::StringLiterals;

// A linker drops the resources of a static library unless something names them, and the macro wants no
// namespace.
static void loadResources() {
    Q_INIT_RESOURCE(dyno);
}

namespace dyno::ui {

Theme::Theme(QObject* parent)
    : QObject(parent) {
    loadResources();
}

void Theme::setScheme(Scheme scheme) {
    if (scheme == m_scheme)
        return;
    m_scheme = scheme;
    apply();
    Q_EMIT changed();
}

void Theme::apply() const {
    QApplication::setStyle(QStyleFactory::create(u"Fusion"_s));
    QApplication::setPalette(palette());
    qApp->setStyleSheet(styleSheet());
}

QPalette Theme::palette() const {
    QPalette palette;
    const auto set = [&](QPalette::ColorRole role, Colour normal, Colour disabled) {
        palette.setColor(role, colour(normal));
        palette.setColor(QPalette::Disabled, role, colour(disabled));
    };
    set(QPalette::Window, Colour::Window, Colour::Window);
    set(QPalette::WindowText, Colour::Text, Colour::DisabledText);
    set(QPalette::Base, Colour::Surface, Colour::Window);
    set(QPalette::AlternateBase, Colour::Raised, Colour::Raised);
    set(QPalette::Text, Colour::Text, Colour::DisabledText);
    set(QPalette::PlaceholderText, Colour::MutedText, Colour::DisabledText);
    set(QPalette::Button, Colour::Raised, Colour::Window);
    set(QPalette::ButtonText, Colour::Text, Colour::DisabledText);
    set(QPalette::BrightText, Colour::Bad, Colour::DisabledText);
    set(QPalette::Highlight, Colour::Selection, Colour::Border);
    set(QPalette::HighlightedText, Colour::SelectionText, Colour::DisabledText);
    set(QPalette::ToolTipBase, Colour::Raised, Colour::Raised);
    set(QPalette::ToolTipText, Colour::Text, Colour::DisabledText);
    set(QPalette::Link, Colour::Accent, Colour::DisabledText);
    set(QPalette::Light, Colour::Hover, Colour::Window);
    set(QPalette::Mid, Colour::Border, Colour::Border);
    set(QPalette::Dark, Colour::Border, Colour::Border);
    return palette;
}

QIcon Theme::icon(const QString& name, Colour tint) const {
    return tintedIcon(name, colour(tint), colour(Colour::DisabledText));
}

QFont Theme::numberFont() {
    QFont font = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    font.setPointSizeF(QApplication::font().pointSizeF());
    return font;
}

QFont Theme::smallFont() {
    QFont font = QApplication::font();
    font.setPointSizeF(font.pointSizeF() * 0.9);
    return font;
}

QString Theme::styleSheet() const {
    QFile file(u":/dyno/console.qss"_s);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    QString sheet = QString::fromUtf8(file.readAll());
    // Longer names first: "@Accent" is the beginning of "@AccentText".
    std::vector<ColourEntry> entries(colourTable().begin(), colourTable().end());
    std::ranges::sort(entries, std::ranges::greater{}, [](const ColourEntry& e) { return qstrlen(e.name); });
    for (const ColourEntry& entry : entries)
        sheet.replace(u'@' % QLatin1StringView(entry.name), colour(entry.colour).name());
    return sheet;
}

} // namespace dyno::ui
