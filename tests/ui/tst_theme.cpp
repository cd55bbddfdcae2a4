#include "ui/theme/colours.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"

#include "tests/support/fail_on_warning.h"

#include <QApplication>
#include <QDir>

using namespace Qt::StringLiterals;
using namespace dyno::ui;

class tst_theme : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { dyno::test::failOnWarning(); }

    void tableIsInTheOrderOfTheEnumeration() {
        int expected = 0;
        for (const ColourEntry& entry : colourTable())
            QCOMPARE(int(entry.colour), expected++);
        QCOMPARE(expected, int(Colour::PhaseTask) + 1);
    }

    void textCanBeRead_data() {
        QTest::addColumn<int>("text");
        QTest::addColumn<int>("ground");
        const auto row = [](const char* name, Colour text, Colour ground) {
            QTest::newRow(name) << int(text) << int(ground);
        };
        row("text on the window", Colour::Text, Colour::Window);
        row("text on a surface", Colour::Text, Colour::Surface);
        row("text on a button", Colour::Text, Colour::Raised);
        row("text under the pointer", Colour::Text, Colour::Hover);
        row("text of a problem", Colour::Text, Colour::BadSurface);
        row("text of a question", Colour::Text, Colour::WarningSurface);
        row("caption on the window", Colour::MutedText, Colour::Window);
        row("caption on a surface", Colour::MutedText, Colour::Surface);
        row("caption in a read-out", Colour::MutedText, Colour::Raised);
        row("chosen text", Colour::SelectionText, Colour::Selection);
        row("primary button", Colour::AccentText, Colour::Accent);
        row("primary button under the pointer", Colour::AccentText, Colour::AccentHover);
        row("problem on the window", Colour::Bad, Colour::Window);
        row("problem on a surface", Colour::Bad, Colour::Surface);
        row("badge", Colour::Good, Colour::Surface);
    }
    void textCanBeRead() {
        QFETCH(int, text);
        QFETCH(int, ground);
        for (const Scheme scheme : {Scheme::Light, Scheme::Dark})
            QVERIFY(contrastRatio(colourOf(Colour(text), scheme), colourOf(Colour(ground), scheme)) >= 4.5);
    }

    void curvesStandOut() {
        for (const Scheme scheme : {Scheme::Light, Scheme::Dark}) {
            const QColor ground = colourOf(Colour::Surface, scheme);
            for (const Colour curve : {Colour::P50, Colour::P90, Colour::P99, Colour::Max, Colour::Errors})
                QVERIFY(contrastRatio(colourOf(curve, scheme), ground) >= 3);
            for (int phase = int(Colour::PhaseQueue); phase <= int(Colour::PhaseTask); ++phase)
                QVERIFY(contrastRatio(colourOf(Colour(phase), scheme), ground) >= 3);
        }
    }

    void contrastOfBlackAndWhiteIsTwentyOne() {
        QCOMPARE(contrastRatio(Qt::black, Qt::white), 21.0);
        QCOMPARE(contrastRatio(Qt::white, Qt::white), 1.0);
    }

    void styleSheetNamesOnlyKnownColours() {
        Theme theme;
        theme.apply();
        QVERIFY(!qApp->styleSheet().isEmpty());
        const QString rules = qApp->styleSheet().section(u"*/"_s, 1); // the comment before them has an @
        QVERIFY2(!rules.contains(u'@'), qPrintable(rules));
    }

    void everyIconDraws() {
        Theme theme;
        for (const QString& file : QDir(u":/dyno/icons"_s).entryList()) {
            const QIcon icon = theme.icon(file.chopped(4));
            QVERIFY2(!icon.pixmap(24).toImage().isNull(), qPrintable(file));
        }
        QVERIFY(theme.icon(u"no-such-icon"_s).isNull());
    }
};

QTEST_MAIN(tst_theme)
#include "tst_theme.moc"
