#include "engine/jsonrpc/request_batch.h"

#include <algorithm>

namespace dyno::jsonrpc {

void RequestBatch::add(std::uint64_t id, std::string frame, bool repeatable) {
    m_ids.push_back(id);
    m_requests.push_back({std::move(frame), repeatable});
}

bool RequestBatch::remove(std::uint64_t id) {
    const auto found = std::find(m_ids.begin(), m_ids.end(), id);
    if (found == m_ids.end())
        return false;
    m_requests.erase(m_requests.begin() + (found - m_ids.begin()));
    m_ids.erase(found);
    return true;
}

std::string RequestBatch::frame() const {
    if (m_requests.size() == 1)
        return m_requests.front().frame;
    std::string text = "[";
    for (const Request& request : m_requests) {
        if (text.size() > 1)
            text += ',';
        text += request.frame;
    }
    return text + ']';
}

bool RequestBatch::repeatable() const {
    return std::all_of(m_requests.begin(), m_requests.end(),
                       [](const Request& one) { return one.repeatable; });
}

} // namespace dyno::jsonrpc
