#include "app/demo_server/batch_reply.h"

namespace dyno::demo {

void BatchReply::answer(std::string_view message) {
    m_array.append(m_array.empty() ? "[" : ",").append(message);
    ended();
}

/// A part of an array comes no slower than the rest.
void BatchReply::answerInPieces(std::string message, std::size_t, Duration) {
    answer(message);
}

void BatchReply::ended() {
    if (--m_awaited == 0 && !m_array.empty())
        m_reply->answer(m_array.append("]"));
}

} // namespace dyno::demo
