#include "ui/panels/calls/json_view.h"

#include "ui/format.h"
#include "ui/json_text.h"

#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>
#include <QRegularExpression>
#include <QSyntaxHighlighter>
#include <QTextBlock>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace dyno::ui {
namespace {

constexpr int marginWidth = 18;
constexpr std::size_t mostShown = 256 * 1024; // bytes; more takes the window too long to lay out
constexpr int unfoldedLines = 200;            // a text that is longer begins folded
constexpr int unfoldedDepth = 2;              // down to here

} // namespace

/// Names and numbers stand out from texts.
class JsonView::Colours : public QSyntaxHighlighter {
public:
    Colours(const Theme& theme, QTextDocument* document)
        : QSyntaxHighlighter(document)
        , m_theme(theme) {}

protected:
    void highlightBlock(const QString& line) override {
        static const QRegularExpression token(
            uR"re("(?:[^"\\]|\\.)*"(?<name>:)?|(?<value>-?\d[\d.eE+-]*|true|false|null))re"_s);
        for (auto found = token.globalMatch(line); found.hasNext();) {
            const QRegularExpressionMatch match = found.next();
            if (match.hasCaptured(u"name"))
                setFormat(int(match.capturedStart()), int(match.capturedLength()) - 1,
                          m_theme.colour(Colour::Accent));
            else if (match.hasCaptured(u"value"))
                setFormat(int(match.capturedStart()), int(match.capturedLength()),
                          m_theme.colour(Colour::P99));
        }
    }

private:
    const Theme& m_theme;
};

JsonView::JsonView(const Theme& theme, QWidget* parent)
    : QPlainTextEdit(parent)
    , m_theme(theme)
    , m_margin(new QWidget(this)) {
    setReadOnly(true);
    setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    setFont(Theme::numberFont());
    setWordWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    setViewportMargins(marginWidth, 0, 0, 0);
    m_margin->setCursor(Qt::PointingHandCursor);
    m_margin->installEventFilter(this);
    auto* colours = new Colours(theme, document());
    connect(&theme, &Theme::changed, colours, &QSyntaxHighlighter::rehighlight);
    connect(this, &QPlainTextEdit::updateRequest, m_margin, qOverload<>(&QWidget::update));
}

void JsonView::setJson(std::string_view text, const QString& note) {
    setLines(indentedJson(text.substr(0, mostShown)));
    m_folds = jsonFolds(toPlainText().split(u'\n'));
    if (text.size() > mostShown)
        appendPlainText(tr("… the beginning of %1").arg(formatBytes(text.size())));
    if (!note.isEmpty())
        appendPlainText(note);
    foldAtFirst();
    moveCursor(QTextCursor::Start);
}

void JsonView::setMessage(const QString& message) {
    m_folds.clear();
    setLines(message);
}

void JsonView::setLines(const QString& text) {
    m_folds.clear();
    setPlainText(text);
    m_margin->update();
}

void JsonView::foldAtFirst() {
    if (blockCount() <= unfoldedLines)
        return;
    for (JsonFold& fold : m_folds)
        fold.folded = fold.depth > unfoldedDepth;
    applyFolds();
}

JsonFold* JsonView::foldAt(int line) {
    const auto found = std::ranges::lower_bound(m_folds, line, {}, &JsonFold::first);
    return found == m_folds.end() || found->first != line ? nullptr : &*found;
}

void JsonView::toggle(int line) {
    JsonFold* fold = foldAt(line);
    if (!fold)
        return;
    fold->folded = !fold->folded;
    applyFolds();
}

// A folded one keeps its first line; what is within it stays folded or not for when it is opened again.
void JsonView::applyFolds() {
    int hiddenUntil = -1;
    auto next = m_folds.begin();
    for (QTextBlock block = document()->firstBlock(); block.isValid(); block = block.next()) {
        const int line = block.blockNumber();
        const bool visible = line > hiddenUntil;
        block.setVisible(visible);
        block.setLineCount(visible ? std::max(block.layout()->lineCount(), 1) : 0);
        for (; next != m_folds.end() && next->first <= line; ++next) {
            if (visible && next->folded)
                hiddenUntil = next->last;
        }
    }
    document()->markContentsDirty(0, document()->characterCount());
    auto* layout = document()->documentLayout();
    Q_EMIT layout->documentSizeChanged(layout->documentSize());
    viewport()->update();
    m_margin->update();
}

QRectF JsonView::rectOf(int line) const {
    return blockBoundingGeometry(document()->findBlockByNumber(line)).translated(contentOffset());
}

void JsonView::paintEvent(QPaintEvent* event) {
    QPlainTextEdit::paintEvent(event);
    for (const JsonFold& fold : m_folds) {
        if (fold.folded && document()->findBlockByNumber(fold.first).isVisible())
            paintFolded(fold);
    }
}

// What closes it and how much is hidden stand behind its first line.
void JsonView::paintFolded(const JsonFold& fold) {
    const QRectF rect = rectOf(fold.first);
    if (!rect.intersects(viewport()->rect()))
        return;
    const QTextBlock block = document()->findBlockByNumber(fold.first);
    const QTextLine line = block.layout()->lineAt(std::max(block.layout()->lineCount() - 1, 0));
    const QString end = document()->findBlockByNumber(fold.last).text().trimmed();
    QPainter painter(viewport());
    painter.setFont(font());
    painter.setPen(m_theme.colour(Colour::MutedText));
    const QRectF area = rect.adjusted(line.isValid() ? line.naturalTextWidth() + 8 : 0, 0, 400, 0);
    const int hidden = fold.last - fold.first - 1;
    const QString count = hidden == 1 ? tr("1 line") : tr("%1 lines").arg(hidden);
    painter.drawText(area, Qt::AlignBottom | Qt::AlignLeft, u"… "_s % end % u"  "_s % count);
}

void JsonView::paintMargin() {
    QPainter painter(m_margin);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(m_theme.colour(Colour::MutedText));
    for (const JsonFold& fold : m_folds) {
        const QTextBlock block = document()->findBlockByNumber(fold.first);
        const QRectF rect = rectOf(fold.first);
        if (!block.isVisible() || rect.bottom() < 0)
            continue;
        if (rect.top() > m_margin->height())
            break;
        QPainterPath mark;
        mark.addPolygon(fold.folded ? QPolygonF({{-2, -4}, {3, 0}, {-2, 4}})
                                    : QPolygonF({{-4, -2}, {4, -2}, {0, 3}}));
        painter.drawPath(mark.translated(marginWidth / 2.0, rect.top() + fontMetrics().height() / 2.0));
    }
}

void JsonView::resizeEvent(QResizeEvent* event) {
    QPlainTextEdit::resizeEvent(event);
    const QRect inside = contentsRect();
    m_margin->setGeometry(inside.left(), inside.top(), marginWidth, inside.height());
}

void JsonView::keyPressEvent(QKeyEvent* event) {
    if (event->key() != Qt::Key_Space)
        return QPlainTextEdit::keyPressEvent(event);
    toggle(textCursor().blockNumber());
}

bool JsonView::eventFilter(QObject* watched, QEvent* event) {
    if (watched != m_margin)
        return QPlainTextEdit::eventFilter(watched, event);
    if (event->type() == QEvent::Paint)
        paintMargin();
    else if (event->type() == QEvent::MouseButtonPress)
        toggle(cursorForPosition({0, static_cast<QMouseEvent*>(event)->pos().y()}).blockNumber());
    else
        return QPlainTextEdit::eventFilter(watched, event);
    return true;
}

} // namespace dyno::ui
