// Events from an event stream: the same ones whatever the pieces, those of the standard read to the letter,
// within the bound.

#include "engine/http/sse_parser.h"
#include "fuzz_target.h"

#include <algorithm>

using namespace dyno;
using fuzz::require;

namespace {

/// Whatever a parser says: an event, a reconnection time or an event that was dropped.
struct Said {
    enum class What { Event, Retry, Oversized } what;
    std::string type, data, id;
    std::size_t number = 0;

    bool operator==(const Said&) const = default;
};

class Collector final : public http::SseParser::Sink {
public:
    explicit Collector(std::size_t bound)
        : m_bound(bound) {}

    void event(const http::SseEvent& event) override {
        require(event.data.size() <= m_bound, "an event's data keeps to the bound");
        require(!event.type.empty(), "an event has a type");
        said.push_back(
            {Said::What::Event, std::string(event.type), std::string(event.data), std::string(event.id)});
    }
    void retry(unsigned milliseconds) override {
        said.push_back({Said::What::Retry, {}, {}, {}, milliseconds});
    }
    void oversized(std::size_t bytes) override {
        require(bytes > m_bound, "only what passes the bound is dropped");
        said.push_back({Said::What::Oversized, {}, {}, {}, bytes});
    }

    std::vector<Said> said;

private:
    std::size_t m_bound;
};

std::vector<Said> parsed(const std::vector<std::string_view>& pieces, std::size_t bound) {
    http::SseParser parser(bound);
    Collector collector(bound);
    for (const std::string_view piece : pieces) {
        parser.feed(piece, collector);
        require(parser.unfinishedBytes() <= bound, "what is kept of an unfinished event keeps to the bound");
    }
    return collector.said;
}

/// Lines by the standard's grammar: CR LF, LF or CR. What follows the last line end is no line.
std::vector<std::string> linesOf(std::string_view stream) {
    if (stream.starts_with("\xEF\xBB\xBF"))
        stream.remove_prefix(3);
    std::vector<std::string> lines(1);
    for (std::size_t at = 0; at < stream.size(); ++at) {
        if (stream[at] != '\r' && stream[at] != '\n') {
            lines.back() += stream[at];
            continue;
        }
        if (stream[at] == '\r' && at + 1 < stream.size() && stream[at + 1] == '\n')
            ++at;
        lines.emplace_back();
    }
    lines.pop_back();
    return lines;
}

/// The standard's steps one after the other, with our two differences (sse_parser.h) and no bound.
class Reference {
public:
    std::vector<Said> read(std::string_view stream) {
        for (const std::string& line : linesOf(stream))
            line.empty() ? dispatch() : process(line);
        return std::move(m_said);
    }

private:
    void process(const std::string& line) {
        const std::size_t colon = line.find(':');
        const std::string name = line.substr(0, colon);
        std::string value = colon == std::string::npos ? "" : line.substr(colon + 1);
        if (value.starts_with(' '))
            value.erase(0, 1);
        if (name == "event")
            m_type = value;
        else if (name == "data")
            m_data += value + '\n';
        else if (name == "id" && value.find('\0') == std::string::npos && value.size() <= 4096)
            m_id = value, m_hasId = true;
        else if (name == "retry")
            retry(value);
    }
    void retry(const std::string& value) {
        const bool digits = !value.empty() && value.find_first_not_of("0123456789") == std::string::npos;
        const std::size_t first = value.find_first_not_of('0');
        const std::string number = first == std::string::npos ? "0" : value.substr(first);
        if (digits && number.size() <= 10 && std::stoull(number) <= UINT32_MAX)
            m_said.push_back({Said::What::Retry, {}, {}, {}, std::stoull(number)});
    }
    void dispatch() {
        const std::string data = m_data.substr(0, m_data.size() - std::min<std::size_t>(m_data.size(), 1));
        if (!m_data.empty() || m_hasId)
            m_said.push_back({Said::What::Event, m_type.empty() ? "message" : m_type, data, m_id});
        m_type.clear();
        m_data.clear();
        m_hasId = false;
    }

    std::vector<Said> m_said;
    std::string m_type, m_data, m_id;
    bool m_hasId = false;
};

} // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::vector<std::string_view> pieces = fuzz::cutPieces(fuzz::asText(data, size));
    const std::string whole = fuzz::joined(pieces);
    for (const std::size_t bound : {std::size_t(24), std::size_t(1) << 20}) {
        const std::vector<Said> said = parsed(pieces, bound);
        require(said == parsed({whole}, bound), "the events do not depend on the pieces");
        require(said == parsed(fuzz::singleBytes(whole), bound), "the events are the same byte by byte");
        if (whole.size() <= bound)
            require(said == Reference().read(whole), "the events are those of the standard");
    }
    return 0;
}
