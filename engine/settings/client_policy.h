#pragma once

#include <string>
#include <vector>

namespace dyno::settings {

/// Who answers what a server asks of its client (sampling, elicitation).
enum class AnswerBy {
    Decline,  ///< "no", at once
    Defaults, ///< elicitation: accept with the defaults of the requested schema; sampling: a placeholder text
    Fixed,    ///< always the same answer
    Ask,      ///< a person, in the window; declined when there is no window or nobody answers in time
};

/// A folder that the server is told it may work in.
struct Root {
    std::string uri; ///< file://…
    std::string name;
};

/// How one server's requests to its client are answered, so that a load run never waits for a person unless
/// it is told to.
struct ClientPolicy {
    AnswerBy elicitation = AnswerBy::Decline;
    std::string elicitationAnswer; ///< Fixed: JSON object, the `content` of an accepted elicitation
    AnswerBy sampling = AnswerBy::Decline;
    std::string samplingAnswer; ///< Fixed: the text that "the model" answers
    std::vector<Root> roots;    ///< what roots/list answers
};

} // namespace dyno::settings
