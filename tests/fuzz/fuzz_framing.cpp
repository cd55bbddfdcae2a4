// Lines from a byte stream: the same ones whatever the pieces, those of the plainest implementation, within
// the bound.

#include "engine/jsonrpc/line_framer.h"
#include "fuzz_target.h"

#include <nlohmann/json.hpp>

#include <algorithm>

using namespace dyno;
using fuzz::require;

namespace {

/// One line, or what is known of one that was dropped.
struct Line {
    bool dropped = false;
    std::string text;
    std::uint64_t bytes = 0;
    std::optional<std::uint64_t> id;

    bool operator==(const Line&) const = default;
};

class Collector final : public jsonrpc::LineFramer::Sink {
public:
    explicit Collector(std::size_t bound)
        : m_bound(bound) {}

    void line(std::string_view text, const jsonrpc::LineTimes& times) override {
        require(!text.empty(), "a line is never empty");
        require(text.find('\n') == std::string_view::npos, "a line holds no line end");
        require(text.size() <= m_bound, "a line keeps to the bound");
        require(times.first <= times.last, "a line's first byte is not read after its last");
        lines.push_back({false, std::string(text), text.size(), {}});
    }
    void oversized(const jsonrpc::OversizedLine& line) override {
        require(line.bytes() > m_bound, "only what passes the bound is dropped");
        lines.push_back({true, {}, line.bytes(), line.id()});
    }

    std::vector<Line> lines;

private:
    std::size_t m_bound;
};

std::vector<Line> framed(const std::vector<std::string_view>& pieces, std::size_t bound) {
    jsonrpc::LineFramer framer(bound);
    Collector collector(bound);
    async::TimePoint now;
    for (const std::string_view piece : pieces) {
        framer.feed(piece, now += std::chrono::milliseconds(1), collector);
        require(framer.unfinished().size() <= bound, "what is kept of an unfinished line keeps to the bound");
    }
    return collector.lines;
}

/// The number under "id" as the JSON parser sees it. No answer for what is no JSON object, and none where the
/// parser reads otherwise on purpose: it takes NUL for the end of the text, and keys by their meaning,
/// escapes included.
void checkId(std::string_view line, const std::optional<std::uint64_t>& id) {
    if (line.find_first_of(std::string_view("\\\0", 2)) != std::string_view::npos)
        return;
    const auto object = nlohmann::json::parse(line, nullptr, false);
    if (!object.is_object())
        return;
    const auto found = object.find("id");
    const bool isNumber = found != object.end() && found->is_number_unsigned();
    require(id.has_value() == isNumber, "a dropped line's id is found exactly if there is one");
    require(!isNumber || *id == found->get<std::uint64_t>(), "a dropped line's id is the one of the JSON");
}

void compareWithPlainSplitting(std::string_view whole, std::size_t bound, const std::vector<Line>& lines) {
    auto next = lines.begin();
    for (std::size_t end = whole.find('\n'); end != std::string_view::npos; end = whole.find('\n')) {
        std::string_view line = whole.substr(0, end);
        whole.remove_prefix(end + 1);
        const bool tooLong = line.size() > bound;
        const std::string_view raw = line;
        if (line.ends_with('\r'))
            line.remove_suffix(1);
        if (line.empty() && !tooLong)
            continue;
        require(next != lines.end() && next->dropped == tooLong, "lines come in order, none is lost");
        require(tooLong ? next->bytes == raw.size() : next->text == line,
                "a line is what lies between two line ends");
        if (tooLong)
            checkId(raw, next->id);
        ++next;
    }
    require(next == lines.end(), "there are no more lines than line ends");
}

} // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::vector<std::string_view> pieces = fuzz::cutPieces(fuzz::asText(data, size));
    const std::string whole = fuzz::joined(pieces);
    for (const std::size_t bound : {std::size_t(16), std::size_t(4096)}) {
        const std::vector<Line> lines = framed(pieces, bound);
        require(lines == framed({whole}, bound), "the lines do not depend on the pieces");
        require(lines == framed(fuzz::singleBytes(whole), bound), "the lines are the same byte by byte");
        compareWithPlainSplitting(whole, bound, lines);
    }
    return 0;
}
