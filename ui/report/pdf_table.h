#pragma once

#include "ui/report/content.h"

class QTextCursor;

namespace dyno::ui {

/// Tables of the document, as wide as its page whatever they hold. Their heads are repeated on each page.
void writeTable(QTextCursor& cursor, const Table& table);
void writeFacts(QTextCursor& cursor, const Facts& facts);
void writeTiles(QTextCursor& cursor, const std::vector<Tile>& tiles);

} // namespace dyno::ui
