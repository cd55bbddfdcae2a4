#pragma once

class QTextDocument;

namespace dyno::ui {

/// QTextDocument breaks pages anywhere. This moves headings to what they are the heading of, and rows of
/// tables, if they are not very high, to the next page as a whole. The document has its page size.
void keepTogether(QTextDocument& document);

} // namespace dyno::ui
