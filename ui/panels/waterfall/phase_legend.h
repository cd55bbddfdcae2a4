#pragma once

#include "ui/theme/theme.h"

#include <QWidget>

#include <vector>

namespace dyno::ui {

/// Which colour stands for what, with a figure each; in as many lines as the width asks for.
class PhaseLegend : public QWidget {
    Q_OBJECT

public:
    struct Entry {
        Colour colour{};
        QString name;
        QString figure; ///< may be empty
        QString toolTip;

        bool operator==(const Entry&) const = default;
    };

    PhaseLegend(const Theme& theme, QWidget* parent);

    void setEntries(std::vector<Entry> entries);

    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    bool event(QEvent* event) override;

private:
    /// Where each entry stands in a legend of this width.
    std::vector<QRect> places(int width) const;
    int widthOf(const Entry& entry) const;

    const Theme& m_theme;
    std::vector<Entry> m_entries;
    QFont m_nameFont;
    QFont m_figureFont;
};

} // namespace dyno::ui
