#include "ui/sessions/unsaved_question.h"

#include "ui/format.h"

#include <QCheckBox>
#include <QPushButton>
#include <QSettings>

using namespace Qt::StringLiterals;

namespace dyno::ui {
namespace {

constexpr auto askKey = "askToSaveSession"_L1;

} // namespace

UnsavedQuestion::UnsavedQuestion(std::uint64_t calls, QWidget* window)
    : QMessageBox(window) {
    setObjectName(u"unsavedQuestion"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowModality(Qt::WindowModal);
    setIcon(QMessageBox::Question);
    setText(tr("Save this session?"));
    setInformativeText(tr("It has %1 calls. One that is not saved stays in the history for 14 days, or until "
                          "newer sessions need "
                          "its room.")
                           .arg(formatCount(calls)));
    addButton(tr("Save…"), QMessageBox::AcceptRole)->setObjectName(u"saveUnsaved"_s);
    addButton(tr("Don't save"), QMessageBox::DestructiveRole)->setObjectName(u"discardUnsaved"_s);
    setEscapeButton(addButton(QMessageBox::Cancel));
    auto* never = new QCheckBox(tr("Don't ask again"), this);
    never->setObjectName(u"neverAsk"_s);
    setCheckBox(never);
    connect(this, &QMessageBox::buttonClicked, this, &UnsavedQuestion::decide);
}

bool UnsavedQuestion::isWanted() {
    return QSettings(u"mcp-dyno"_s, u"mcp-dyno"_s).value(askKey, true).toBool();
}

void UnsavedQuestion::decide(QAbstractButton* button) {
    const ButtonRole role = buttonRole(button);
    if (role == RejectRole)
        return;
    if (checkBox()->isChecked())
        QSettings(u"mcp-dyno"_s, u"mcp-dyno"_s).setValue(askKey, false);
    if (role == AcceptRole)
        Q_EMIT saveChosen();
    else
        Q_EMIT closeChosen();
}

} // namespace dyno::ui
