#pragma once

#include <memory>
#include <string>
#include <string_view>

struct curl_slist;

namespace dyno::http {

/// Header lines of a request in the form that libcurl takes; shared by all requests that send the same ones.
class HeaderList {
public:
    HeaderList() = default;
    ~HeaderList();
    HeaderList(const HeaderList&) = delete;
    HeaderList& operator=(const HeaderList&) = delete;

    /// Without a value, a header of libcurl's own is left out. Line breaks and NUL in the value become
    /// blanks: they would forge further headers.
    void add(std::string_view name, std::string_view value);
    curl_slist* list() const { return m_list; }

private:
    curl_slist* m_list = nullptr;
};

enum class Method { Get, Post, Delete };

struct Request {
    Method method = Method::Get;
    std::string url;
    std::shared_ptr<const HeaderList> headers;
    std::string body = {}; ///< of a POST
    /// Whether it may be sent once more by itself when a kept connection turns out to be closed; the server
    /// may have seen it before that.
    bool repeatable = true;
};

} // namespace dyno::http
