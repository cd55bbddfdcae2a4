#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace dyno::demo {

/// A request as it came. One object takes many, one after the other, and keeps its memory.
class HttpRequest {
public:
    std::string method;
    std::string target; ///< path and query
    std::string body;
    bool keepAlive = true;

    void clear();
    void addHeader(std::string_view name, std::string_view value);
    /// The first header of that name in any case; empty when there is none.
    std::string_view header(std::string_view name) const;
    bool hasHeader(std::string_view name) const { return header(name).data() != nullptr; }

    std::string_view path() const;
    /// The query's value for a key, as it is written; empty when there is none.
    std::string_view query(std::string_view key) const;

private:
    struct Field {
        std::size_t begin;
        std::size_t nameSize;
        std::size_t valueSize;
    };

    std::string m_text; ///< of all headers
    std::vector<Field> m_fields;
};

} // namespace dyno::demo
