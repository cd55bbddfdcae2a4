#include "app/demo_server/http/http_request.h"

#include <strings.h>

namespace dyno::demo {

void HttpRequest::clear() {
    method.clear();
    target.clear();
    body.clear();
    m_text.clear();
    m_fields.clear();
}

void HttpRequest::addHeader(std::string_view name, std::string_view value) {
    m_fields.push_back({m_text.size(), name.size(), value.size()});
    m_text.append(name).append(value);
}

std::string_view HttpRequest::header(std::string_view name) const {
    for (const Field& field : m_fields)
        if (field.nameSize == name.size() &&
            strncasecmp(m_text.data() + field.begin, name.data(), name.size()) == 0)
            return std::string_view(m_text).substr(field.begin + field.nameSize, field.valueSize);
    return {};
}

std::string_view HttpRequest::path() const {
    return std::string_view(target).substr(0, target.find('?'));
}

std::string_view HttpRequest::query(std::string_view key) const {
    std::string_view rest = std::string_view(target).substr(path().size());
    while (!rest.empty()) {
        rest.remove_prefix(1);
        const std::string_view pair = rest.substr(0, rest.find('&'));
        if (pair.starts_with(key) && pair.substr(key.size()).starts_with('='))
            return pair.substr(key.size() + 1);
        rest.remove_prefix(pair.size());
    }
    return {};
}

} // namespace dyno::demo
