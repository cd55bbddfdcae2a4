#include "engine/http/request.h"

#include <curl/curl.h>

#include <algorithm>

namespace dyno::http {

HeaderList::~HeaderList() {
    curl_slist_free_all(m_list);
}

void HeaderList::add(std::string_view name, std::string_view value) {
    std::string line(name);
    line += value.empty() ? ":" : ": "; // libcurl takes a name alone for "do not send this header"
    line += value;
    std::replace_if(
        line.begin(), line.end(), [](char c) { return c == '\r' || c == '\n' || c == '\0'; }, ' ');
    m_list = curl_slist_append(m_list, line.c_str());
}

} // namespace dyno::http
