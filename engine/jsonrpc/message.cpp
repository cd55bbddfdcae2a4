#include "engine/jsonrpc/message.h"

#include "engine/jsonrpc/utf8.h"

#include <fmt/format.h>

#include <algorithm>

namespace dyno::jsonrpc {

namespace {

using nlohmann::json;

// Parsing copes with any depth; dump(), copies and schema validation go one call deeper for each level, until
// the stack is full.
constexpr std::ptrdiff_t maxNesting = 512;

bool opens(char c) {
    return c == '[' || c == '{';
}

bool closes(char c) {
    return c == ']' || c == '}';
}

/// Parses without exceptions: garbage on stdout is expected, and unwinding for each line of it is slow.
json parse(std::string_view text) {
    return json::parse(text, nullptr, false);
}

/// Moves a member out of an object; null when there is none.
json take(json& object, const char* key) {
    const auto found = object.find(key);
    return found == object.end() ? json() : std::move(*found);
}

std::string takeString(json& object, const char* key) {
    json value = take(object, key);
    return value.is_string() ? std::move(value.get_ref<std::string&>()) : std::string();
}

ErrorObject toErrorObject(json error) {
    ErrorObject object;
    if (!error.is_object())
        return object;
    const json code = take(error, "code");
    object.code = code.is_number_integer() ? code.get<int>() : 0;
    object.message = takeString(error, "message");
    object.data = take(error, "data");
    return object;
}

Response toResponse(json& object) {
    Response response;
    const json id = take(object, "id");
    if (id.is_number_unsigned())
        response.id = id.get<std::uint64_t>();
    else
        response.idText = id.dump(-1, ' ', false, json::error_handler_t::replace);
    if (object.contains("error") && !object["error"].is_null()) // some servers send both members
        response.outcome = toErrorObject(take(object, "error"));
    else
        response.outcome = take(object, "result");
    return response;
}

Result<Message> toMessage(json& object) {
    if (!object.is_object())
        return Error{ErrorKind::Protocol, "it is JSON, but not a JSON-RPC object"};
    if (object.contains("method")) {
        std::string method = takeString(object, "method");
        json params = take(object, "params");
        if (object.contains("id"))
            return Message(Request{take(object, "id"), std::move(method), std::move(params)});
        return Message(Notification{std::move(method), std::move(params)});
    }
    if (object.contains("id") && (object.contains("result") || object.contains("error")))
        return Message(toResponse(object));
    return Error{ErrorKind::Protocol, "it is JSON, but neither a request, a response nor a notification"};
}

Error tooDeep() {
    return {ErrorKind::Protocol, fmt::format("it nests deeper than {} levels", maxNesting)};
}

/// Whether a value nests deeper than so many levels; the search goes no deeper itself.
bool isDeeper(const json& value, std::ptrdiff_t levels) {
    if (!value.is_structured())
        return false;
    return levels == 0 || std::any_of(value.begin(), value.end(),
                                      [=](const json& inner) { return isDeeper(inner, levels - 1); });
}

/// Where the next bracket or comma outside strings is, from a place outside strings on; the text's size when
/// there is none.
std::size_t nextMark(std::string_view text, std::size_t from) {
    bool inString = false;
    for (std::size_t at = from; at < text.size(); ++at) {
        const char c = text[at];
        if (c == '"')
            inString = !inString;
        else if (inString)
            at += c == '\\';
        else if (opens(c) || closes(c) || c == ',')
            return at;
    }
    return text.size();
}

/// How many levels deeper the text is after a mark.
std::ptrdiff_t step(char mark) {
    return opens(mark) ? 1 : closes(mark) ? -1 : 0;
}

/// The bytes of each element's text in that of an array, which is known to be JSON.
std::vector<std::size_t> elementSizes(std::string_view array) {
    std::vector<std::size_t> sizes;
    std::ptrdiff_t depth = 0;
    std::size_t begin = array.find('[') + 1;
    for (std::size_t at = nextMark(array, 0); at < array.size(); at = nextMark(array, at + 1)) {
        depth += step(array[at]);
        if (depth == 0 || (depth == 1 && array[at] == ',')) {
            sizes.push_back(at - begin);
            begin = at + 1;
        }
    }
    return sizes;
}

} // namespace

bool nestsTooDeep(std::string_view text) {
    if (std::count_if(text.begin(), text.end(), opens) <= maxNesting)
        return false; // nearly all messages
    std::ptrdiff_t depth = 0;
    for (std::size_t at = nextMark(text, 0); at < text.size() && depth <= maxNesting;
         at = nextMark(text, at + 1))
        depth += step(text[at]);
    return depth > maxNesting;
}

Result<Decoded> decode(std::string_view line) {
    if (line.find('\0') != std::string_view::npos) // for the parser the text would end there
        return Error{ErrorKind::Protocol, "it is not JSON: it holds a NUL"};
    const bool deep = nestsTooDeep(line);
    if (deep && !line.starts_with('['))
        return tooDeep();
    Decoded decoded;
    json document = parse(line);
    if (document.is_discarded() && !isUtf8(line)) {
        decoded.repairedUtf8 = true;
        document = parse(repairUtf8(line));
    }
    if (document.is_discarded())
        return Error{ErrorKind::Protocol, "it is not JSON"};
    if (!document.is_array()) {
        auto message = toMessage(document);
        if (message.has_error())
            return message.error();
        decoded.messages.push_back(std::move(*message));
        return decoded;
    }
    const auto sizes = elementSizes(line); // bytes that are no UTF-8 are none of its marks
    for (std::size_t i = 0; i < document.size(); ++i) {
        auto message =
            deep && isDeeper(document[i], maxNesting) ? Result<Message>(tooDeep()) : toMessage(document[i]);
        if (message.has_error()) {
            decoded.garbage.push_back(message.error().message);
            continue;
        }
        decoded.messages.push_back(std::move(*message));
        decoded.sizes.push_back(sizes.at(i));
    }
    return decoded;
}

std::string encodeRequest(std::uint64_t id, std::string_view method, std::string_view params) {
    std::string frame;
    frame.reserve(64 + method.size() + params.size());
    frame += R"({"jsonrpc":"2.0","id":)";
    frame += fmt::format_int(id).c_str();
    frame += R"(,"method":")";
    frame += method;
    frame += '"';
    if (!params.empty()) {
        frame += R"(,"params":)";
        frame += params;
    }
    frame += '}';
    return frame;
}

std::string encodeNotification(std::string_view method, std::string_view params) {
    return fmt::format(R"({{"jsonrpc":"2.0","method":"{}"{}{}}})", method,
                       params.empty() ? "" : R"(,"params":)", params);
}

std::string encodeResult(const json& id, std::string_view result) {
    return fmt::format(R"({{"jsonrpc":"2.0","id":{},"result":{}}})", id.dump(), result);
}

std::string encodeError(const json& id, int code, std::string_view message) {
    const json error = {{"code", code}, {"message", message}};
    return fmt::format(R"({{"jsonrpc":"2.0","id":{},"error":{}}})", id.dump(), error.dump());
}

} // namespace dyno::jsonrpc
