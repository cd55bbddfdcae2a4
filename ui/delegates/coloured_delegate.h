#pragma once

#include "ui/delegates/number_delegate.h"
#include "ui/theme/theme.h"

namespace dyno::ui {

/// Text in the Colour that the model gives under `colourRole`, where it gives one; in the fixed-width font
/// for figures.
class ColouredDelegate : public NumberDelegate {
    Q_OBJECT

public:
    enum class Font { Text, Number };

    ColouredDelegate(const Theme& theme, int colourRole, Font font, QObject* parent);

protected:
    void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override;

private:
    const Theme& m_theme;
    int m_colourRole;
    Font m_font;
};

} // namespace dyno::ui
