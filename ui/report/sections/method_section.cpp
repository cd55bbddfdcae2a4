#include "ui/report/sections/sections.h"
#include "ui/report/shown_text.h"

using namespace Qt::StringLiterals;

namespace dyno::ui {

Section methodSection(const reports::Report& report) {
    Section section{u"method"_s, u"How it was measured"_s, {}};
    Paragraphs paragraphs;
    for (const std::string& text : report.method)
        paragraphs.texts << shownText(text);
    if (!paragraphs.texts.isEmpty())
        section.blocks.push_back(std::move(paragraphs));
    return section;
}

} // namespace dyno::ui
