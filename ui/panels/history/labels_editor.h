#pragma once

#include "engine/sessions/session_folder.h"
#include "ui/theme/theme.h"

#include <QWidget>

class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QToolButton;

namespace dyno::ui {

/// What a person says of the session that is selected, to be changed, over what the file says of itself. What
/// was typed is kept as soon as the field, or the session, is left.
class LabelsEditor : public QWidget {
    Q_OBJECT

public:
    LabelsEditor(Theme& theme, QWidget* parent);

    /// Shows this one. What is being typed stays while the session is the same.
    void setSession(const sessions::ListedSession& session);
    /// There is none to show, but something to say.
    void setMessage(const QString& message);

Q_SIGNALS:
    void labelled(const std::filesystem::path& file, const dyno::sessions::Labels& labels);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void build(Theme& theme);
    void keep();
    void showLabels(const sessions::Labels& labels);
    sessions::Labels typed() const;

    QWidget* m_fields;
    QLineEdit* m_title;
    QLineEdit* m_tags;
    QPlainTextEdit* m_notes;
    QToolButton* m_pin;
    QLabel* m_message;
    std::filesystem::path m_file;
    sessions::Labels m_labels; ///< that are shown but for what was typed since
};

} // namespace dyno::ui
