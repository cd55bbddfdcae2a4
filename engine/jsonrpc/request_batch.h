#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace dyno::jsonrpc {

/// Requests that gather until they go out as one JSON array (protocol 2025-03-26, "Batching"). Pure.
class RequestBatch {
public:
    void add(std::uint64_t id, std::string frame, bool repeatable);
    /// Takes one out that is not to be sent any more; whether it was here.
    bool remove(std::uint64_t id);
    std::size_t size() const { return m_ids.size(); }

    /// The array; a single request as it is.
    std::string frame() const;
    /// In the order in which they came.
    const std::vector<std::uint64_t>& ids() const { return m_ids; }
    /// Whether no harm is done when the server sees them all twice.
    bool repeatable() const;

private:
    struct Request {
        std::string frame;
        bool repeatable = true;
    };

    std::vector<std::uint64_t> m_ids;
    std::vector<Request> m_requests; ///< beside m_ids
};

} // namespace dyno::jsonrpc
