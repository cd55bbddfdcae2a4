#pragma once

#include "engine/reports/report.h"
#include "ui/report/pictures/picture.h"

#include <QStringList>

#include <optional>
#include <variant>
#include <vector>

/// What a report says, apart from how it is written: the page and the document are made of the same parts.
/// All text is as shownText() leaves it, whole, and not escaped.
namespace dyno::ui {

enum class Tone { Plain, Muted, Good, Bad, Warning };

struct Cell {
    QString text;
    std::optional<double> order; ///< to sort by; without it, the text
    Tone tone = Tone::Plain;
};

enum class ColumnKind {
    Name,   ///< of something, of any length
    Text,   ///< a word or a few
    Words,  ///< sentences
    Number, ///< at the right
};

struct Column {
    QString title;
    ColumnKind kind = ColumnKind::Number;
};

struct Table {
    QString caption;
    std::vector<Column> columns;
    std::vector<std::vector<Cell>> rows; ///< as long as `columns`
    bool sortable = false;
};

/// Names with what they stand for.
struct Facts {
    QString title; ///< may be empty
    std::vector<std::pair<QString, QString>> rows;
};

struct Paragraphs {
    QStringList texts;
};

/// A failure, or what may explain one, with what there is to show for it.
struct Evidence {
    QString title;
    QString note;    ///< beside the title
    QString message; ///< one line or several
    QString detail;  ///< as a program wrote it
    Tone tone = Tone::Bad;
};

using Block = std::variant<Paragraphs, Table, Facts, Evidence>;

struct Section {
    QString name; ///< a word: "tools"
    QString title;
    std::vector<Block> blocks;
};

struct Tile {
    QString name;
    QString number;
    QString unit;
    QString note;
    Tone tone = Tone::Plain;
};

struct Content {
    QString title;
    QString subtitle; ///< what it speaks of: scope, server, moment
    QString verdict;  ///< the shortest summary: a few words
    Tone tone = Tone::Plain;
    QStringList words;
    std::vector<Tile> tiles;
    std::vector<Picture> pictures;
    std::vector<Section> sections; ///< none of them is empty
};

Content contentOf(const reports::Report& report);

} // namespace dyno::ui
