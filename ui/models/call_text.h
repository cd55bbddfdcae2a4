#pragma once

#include "engine/calls/call.h"
#include "engine/sessions/call_query.h"

#include <QString>

#include <vector>

namespace dyno::ui {

/// How it ended, in one word: "ok", "TimedOut".
QString outcomeText(const calls::CallRecord& record);

struct CallFact {
    QString name;
    QString value;
};
/// What there is to know of a kept call beside its name, its phases and its failure; what is usual, such as
/// a single attempt, is left out.
std::vector<CallFact> callFacts(const sessions::CallRow& call, const QString& server);

/// When after it should have begun, and how far it was: "1.24 s", "3 of 10 · half of the pages".
std::vector<CallFact> callProgress(const std::vector<calls::ProgressNote>& notes);

/// The request as a JSON-RPC message, to be sent again by hand.
QString callAsJsonRpc(const sessions::CallDetail& call);

} // namespace dyno::ui
