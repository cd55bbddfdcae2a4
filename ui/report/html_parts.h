#pragma once

#include "ui/report/content.h"

namespace dyno::ui {

/// Parts of the page, as HTML. Whatever comes from a session is escaped here.
QString htmlHead(const Content& content);
QString htmlTiles(const std::vector<Tile>& tiles);
QString htmlPictures(const std::vector<Picture>& pictures);
QString htmlSections(const std::vector<Section>& sections);
QString htmlTable(const Table& table);

/// What the pointer reads, for the script: JSON that may stand in a `script` element.
QString readOutJson(const std::vector<Picture>& pictures);

/// As the style sheet knows it; empty for Plain.
QString toneName(Tone tone);
/// Of any direction and length: what follows keeps its own, and what is cut is in the element's title.
QString htmlName(const QString& text, qsizetype most = 90);

} // namespace dyno::ui
