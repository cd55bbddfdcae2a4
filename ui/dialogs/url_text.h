#pragma once

#include <QString>

namespace dyno::ui {

/// What is wrong with a text as a server's URL; empty when nothing is. It must be a whole http or https URL
/// with a host, and without a fragment.
QString urlProblem(const QString& text);

/// Whether somebody who gave this text for a command line meant a URL.
bool looksLikeUrl(const QString& text);

/// What to call the server behind a URL: its host, with the port where one is given.
QString nameOfUrl(const QString& url);

} // namespace dyno::ui
