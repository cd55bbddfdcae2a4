#pragma once

#include "ui/panels/calls/json_folds.h"
#include "ui/theme/theme.h"

#include <QPlainTextEdit>

namespace dyno::ui {

/// JSON text whose objects and arrays can be folded, by a click at the left or by Space in their first line.
/// It is shown as it came, but for blanks; also what is cut off or no JSON at all. What is selected is copied
/// with what is folded in it.
class JsonView : public QPlainTextEdit {
    Q_OBJECT

public:
    JsonView(const Theme& theme, QWidget* parent);

    /// Long ones are shown in part. `note` is a line after it, such as how much is missing; may be empty.
    void setJson(std::string_view text, const QString& note = {});
    /// Instead of JSON.
    void setMessage(const QString& message);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    class Colours;

    void setLines(const QString& text);
    void foldAtFirst();
    void toggle(int line);
    void applyFolds();
    void paintMargin();
    void paintFolded(const JsonFold& fold);
    JsonFold* foldAt(int line);
    QRectF rectOf(int line) const;

    const Theme& m_theme;
    QWidget* m_margin; ///< for the marks at the left
    std::vector<JsonFold> m_folds;
};

} // namespace dyno::ui
