#include "ui/sessions/unsaved_question.h"

#include "ui/format.h"

#include <QAction>
#include <QCheckBox>
#include <QMenu>
#include <QPushButton>
#include <QSettings>

using namespace Qt::StringLiterals;

namespace dyno::ui {
namespace {

constexpr auto askKey = "askToSaveSession"_L1;

} // namespace

UnsavedQuestion::UnsavedQuestion(const std::vector<UnsavedSessions::Session>& unsaved, QWidget* window)
    : QMessageBox(window) {
    setObjectName(u"unsavedQuestion"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowModality(Qt::WindowModal);
    setIcon(QMessageBox::Question);
    std::uint64_t calls = 0;
    for (const UnsavedSessions::Session& session : unsaved)
        calls += session.calls;
    const bool one = unsaved.size() == 1;
    setText(one ? tr("Save this session?") : tr("Save these %1 sessions?").arg(unsaved.size()));
    setInformativeText(
        (one ? tr("It has %1 calls.") : tr("They have %1 calls together.")).arg(formatCount(calls)) %
        tr(" One that is not saved stays in the history for 14 days, or until newer sessions "
           "need its room."));
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

QAction* UnsavedQuestion::action(QMenu* menu) {
    auto* action = new QAction(tr("As&k to save when closing"), menu);
    action->setObjectName(u"askToSave"_s);
    action->setCheckable(true);
    action->setChecked(isWanted());
    connect(menu, &QMenu::aboutToShow, action, [action] { action->setChecked(isWanted()); });
    connect(action, &QAction::triggered, action, &UnsavedQuestion::setWanted);
    return action;
}

void UnsavedQuestion::setWanted(bool wanted) {
    QSettings(u"mcp-dyno"_s, u"mcp-dyno"_s).setValue(askKey, wanted);
}

void UnsavedQuestion::decide(QAbstractButton* button) {
    const ButtonRole role = buttonRole(button);
    if (role == RejectRole)
        return;
    if (checkBox()->isChecked())
        setWanted(false);
    if (role == AcceptRole)
        Q_EMIT saveChosen();
    else
        Q_EMIT closeChosen();
}

} // namespace dyno::ui
