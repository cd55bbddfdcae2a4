#pragma once

class QString;

namespace dyno::ui {

/// Whether what a header or variable of this name holds is to be hidden: keys, tokens, cookies, passwords.
bool isSecretName(const QString& name);

} // namespace dyno::ui
