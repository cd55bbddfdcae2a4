#include "app/demo_server/http/http_fault.h"

namespace dyno::demo {

bool HttpFault::needsAnswer() const {
    switch (kind) {
    case HttpFaultKind::SlowHeaders:
    case HttpFaultKind::Cut:
    case HttpFaultKind::CutStream:
    case HttpFaultKind::OddChunks:
    case HttpFaultKind::OddEvents:
    case HttpFaultKind::WrongContentType:
    case HttpFaultKind::BadJson:
        return true;
    default:
        return false;
    }
}

const std::map<std::string, HttpFaultKind>& httpFaultKinds() {
    static const std::map<std::string, HttpFaultKind> kinds = {
        {"slow_headers", HttpFaultKind::SlowHeaders},
        {"cut", HttpFaultKind::Cut},
        {"cut_stream", HttpFaultKind::CutStream},
        {"status_500", HttpFaultKind::Status500},
        {"session_lost", HttpFaultKind::SessionLost},
        {"session_lost_400", HttpFaultKind::SessionLost400},
        {"rate_limit", HttpFaultKind::RateLimit},
        {"unavailable", HttpFaultKind::Unavailable},
        {"odd_chunks", HttpFaultKind::OddChunks},
        {"odd_events", HttpFaultKind::OddEvents},
        {"html", HttpFaultKind::Html},
        {"endless_body", HttpFaultKind::EndlessBody},
        {"endless_event", HttpFaultKind::EndlessEvent},
        {"gzip_bomb", HttpFaultKind::GzipBomb},
        {"redirect_loop", HttpFaultKind::RedirectLoop},
        {"redirect", HttpFaultKind::Redirect},
        {"unauthorized", HttpFaultKind::Unauthorized},
        {"never_answers", HttpFaultKind::NeverAnswers},
        {"empty_reply", HttpFaultKind::EmptyReply},
        {"wrong_content_type", HttpFaultKind::WrongContentType},
        {"bad_json", HttpFaultKind::BadJson}};
    return kinds;
}

} // namespace dyno::demo
