#pragma once

#include "engine/jsonrpc/message.h"
#include "engine/sessions/state_fields.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <stdexcept>

/// Values of a snapshot as JSON and back, by the fields that state_fields.h lists. What is read may be
/// anything: what does not fit throws, and nothing takes more memory than a bound on its text allows.
namespace dyno::sessions {

/// What a text holds is not what was expected.
struct Unreadable : std::runtime_error {
    using std::runtime_error::runtime_error;
};

inline constexpr std::size_t maxStateBytes = 16 << 20;
inline constexpr std::size_t maxListItems = 100'000;
/// So that sums of a few times do not overflow.
inline constexpr Duration mostDuration = std::chrono::hours(24 * 365 * 100);

template<class Json = nlohmann::json>
Json parsed(const std::string& text) {
    if (text.size() > maxStateBytes)
        throw Unreadable("it is too large");
    if (jsonrpc::nestsTooDeep(text))
        throw Unreadable("it nests too deep");
    return Json::parse(text);
}

/// For what a file may do without: null instead of what parsed() throws.
template<class Json = nlohmann::json>
Json readJson(const std::string& text) {
    if (text.size() > maxStateBytes || jsonrpc::nestsTooDeep(text))
        return nullptr;
    Json value = Json::parse(text, nullptr, false);
    return value.is_discarded() ? Json(nullptr) : value;
}

template<class T>
nlohmann::json toJson(const T& value);

/// Puts fields into an object.
struct FieldWriter {
    nlohmann::json object = nlohmann::json::object();

    template<class T>
    void operator()(const char* key, const T& value) {
        object[key] = toJson(value);
    }
    template<class T>
    void operator()(const char* key, const std::optional<T>& value) {
        if (value)
            object[key] = toJson(*value);
    }
};

template<class T>
nlohmann::json toJson(const T& value) {
    if constexpr (std::same_as<T, Duration>) {
        return value.count();
    } else if constexpr (std::is_enum_v<T>) {
        return name(value);
    } else if constexpr (List<T>) {
        nlohmann::json list = nlohmann::json::array();
        for (const auto& item : value)
            list.push_back(toJson(item));
        return list;
    } else if constexpr (Listed<T>) {
        FieldWriter writer;
        fields(writer, value);
        return std::move(writer.object);
    } else {
        return value;
    }
}

template<class T>
void fromJson(const nlohmann::json& source, T& value);

/// Takes fields out of an object.
struct FieldReader {
    const nlohmann::json& object;

    template<class T>
    void operator()(const char* key, T& value) {
        if (const auto found = object.find(key); found != object.end())
            fromJson(*found, value);
    }
    template<class T>
    void operator()(const char* key, std::optional<T>& value) {
        if (const auto found = object.find(key); found != object.end())
            fromJson(*found, value.emplace());
    }
};

template<std::integral T>
T integerOf(const nlohmann::json& source) {
    if (!source.is_number_integer())
        throw Unreadable("a whole number is something else");
    if (source.is_number_unsigned()) {
        const auto number = source.get<std::uint64_t>();
        return std::cmp_greater(number, std::numeric_limits<T>::max()) ? std::numeric_limits<T>::max()
                                                                       : static_cast<T>(number);
    }
    const auto number = source.get<std::int64_t>();
    return std::in_range<T>(number) ? static_cast<T>(number) : std::numeric_limits<T>::min();
}

template<class T>
T enumOf(const nlohmann::json& source) {
    const auto& text = source.get_ref<const std::string&>();
    for (int i = 0; i < enumerators(T{}); ++i)
        if (name(static_cast<T>(i)) == text)
            return static_cast<T>(i);
    throw Unreadable("\"" + text + "\" is not known");
}

template<class T>
void readList(const nlohmann::json& source, T& list) {
    if (!source.is_array() || source.size() > maxListItems)
        throw Unreadable("a list is none, or too long");
    if constexpr (requires { list.resize(0); })
        list.resize(source.size());
    for (std::size_t i = 0; i < std::min(list.size(), source.size()); ++i)
        fromJson(source[i], list[i]);
}

template<class T>
void fromJson(const nlohmann::json& source, T& value) {
    if constexpr (std::same_as<T, Duration>) {
        value = std::clamp(Duration(integerOf<std::int64_t>(source)), -mostDuration, mostDuration);
    } else if constexpr (std::is_enum_v<T>) {
        value = enumOf<T>(source);
    } else if constexpr (List<T>) {
        readList(source, value);
    } else if constexpr (Listed<T>) {
        if (!source.is_object())
            throw Unreadable("an object is something else");
        FieldReader reader{source};
        fields(reader, value);
    } else if constexpr (std::integral<T> && !std::same_as<T, bool>) {
        value = integerOf<T>(source);
    } else if (!source.is_null()) { // a number that is none is written so
        source.get_to(value);
    }
}

} // namespace dyno::sessions
