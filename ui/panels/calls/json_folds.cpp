#include "ui/panels/calls/json_folds.h"

namespace dyno::ui {
namespace {

bool closes(const QString& line) {
    for (const QChar c : line) {
        if (c != u' ')
            return c == u'}' || c == u']';
    }
    return false;
}

bool opens(const QString& line) {
    return line.endsWith(u'{') || line.endsWith(u'[');
}

} // namespace

std::vector<JsonFold> jsonFolds(const QStringList& lines) {
    std::vector<JsonFold> folds;
    std::vector<std::size_t> open;
    for (int i = 0; i < int(lines.size()); ++i) {
        if (closes(lines[i]) && !open.empty()) {
            folds[open.back()].last = i;
            open.pop_back();
        }
        if (opens(lines[i])) {
            open.push_back(folds.size());
            folds.push_back({i, int(lines.size()) - 1, int(open.size()) - 1, false});
        }
    }
    std::erase_if(folds, [](const JsonFold& fold) { return fold.last <= fold.first; });
    return folds;
}

} // namespace dyno::ui
