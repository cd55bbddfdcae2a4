#pragma once

#include <QMessageBox>

namespace dyno::ui {

/// Asks, as the window closes, whether its session is to be saved. Does not hold the charts up. Deletes
/// itself.
class UnsavedQuestion : public QMessageBox {
    Q_OBJECT

public:
    UnsavedQuestion(std::uint64_t calls, QWidget* window);

    /// Not once the person has said so.
    static bool isWanted();

Q_SIGNALS:
    void saveChosen();
    void closeChosen();

private:
    void decide(QAbstractButton* button);
};

} // namespace dyno::ui
