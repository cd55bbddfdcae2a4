#include "ui/schema_arguments.h"

#include "ui/format.h"

#include <nlohmann/json.hpp>

#include <QJsonDocument>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace dyno::ui {
namespace {

using Json = nlohmann::ordered_json; // keeps the members in the schema's order

Json objectOf(const Json& schema, int depth);

std::string typeOf(const Json& schema) {
    const auto type = schema.find("type");
    if (type == schema.end())
        return schema.contains("properties") ? "object" : "";
    if (type->is_array() && !type->empty())
        return type->front().is_string() ? type->front().get<std::string>() : "";
    return type->is_string() ? type->get<std::string>() : "";
}

// The smallest magnitude that the bounds allow.
Json numberOf(const Json& schema, bool whole) {
    const auto bound = [&](const char* key, double otherwise) {
        const auto found = schema.find(key);
        return found != schema.end() && found->is_number() ? found->get<double>() : otherwise;
    };
    const double low =
        std::max(bound("minimum", -1e15), bound("exclusiveMinimum", -1e15) + (whole ? 1 : 0.5));
    const double high = std::min(bound("maximum", 1e15), bound("exclusiveMaximum", 1e15) - (whole ? 1 : 0.5));
    const double value = std::clamp(0.0, std::min(low, high), std::max(low, high));
    return whole || value == std::int64_t(value) ? Json(std::int64_t(value)) : Json(value);
}

std::size_t leastOf(const Json& schema, const char* key) {
    const auto found = schema.find(key);
    const auto count = found != schema.end() && found->is_number_integer() ? found->get<std::int64_t>() : 0;
    return std::size_t(std::clamp<std::int64_t>(count, 0, 64)); // a hint to edit, not a payload
}

Json valueOf(const Json& schema, int depth) {
    if (!schema.is_object() || depth > 8) // a schema may refer to itself without end
        return nullptr;
    if (schema.contains("default"))
        return schema["default"];
    if (schema.contains("const"))
        return schema["const"];
    if (const auto options = schema.find("enum");
        options != schema.end() && options->is_array() && !options->empty())
        return options->front();
    const std::string type = typeOf(schema);
    if (type == "string")
        return std::string(leastOf(schema, "minLength"), 'x');
    if (type == "integer" || type == "number")
        return numberOf(schema, type == "integer");
    if (type == "boolean")
        return false;
    if (type == "array")
        return Json(leastOf(schema, "minItems"), valueOf(schema.value("items", Json::object()), depth + 1));
    return type == "object" ? objectOf(schema, depth + 1) : Json();
}

bool isRequired(const Json& schema, const std::string& name) {
    const auto required = schema.find("required");
    return required != schema.end() && required->is_array() &&
           std::ranges::find(*required, Json(name)) != required->end();
}

Json objectOf(const Json& schema, int depth) {
    Json object = Json::object();
    const auto properties = schema.find("properties");
    if (properties == schema.end() || !properties->is_object())
        return object;
    for (const auto& [name, property] : properties->items()) {
        const bool hasDefault = property.is_object() && property.contains("default");
        if (hasDefault || isRequired(schema, name))
            object[name] = valueOf(property, depth);
    }
    return object;
}

JsonProblem problemAt(const QString& text, qsizetype position, const QString& message) {
    const QStringView before = QStringView(text).left(position);
    const qsizetype lineStart = before.lastIndexOf(u'\n') + 1;
    return {position, int(before.count(u'\n')) + 1, int(position - lineStart) + 1, message};
}

} // namespace

QString defaultArguments(const std::string& inputSchema) {
    const Json schema = Json::parse(inputSchema, nullptr, false);
    if (!schema.is_object())
        return u"{}"_s;
    return toQString(objectOf(schema, 0).dump(2, ' ', false, Json::error_handler_t::replace));
}

std::optional<JsonProblem> findJsonProblem(const QString& text) {
    QJsonParseError error;
    const QByteArray bytes = text.toUtf8();
    const QJsonDocument document = QJsonDocument::fromJson(bytes, &error);
    if (error.error != QJsonParseError::NoError) {
        const qsizetype offset = std::min<qsizetype>(error.offset, bytes.size());
        return problemAt(text, QString::fromUtf8(bytes.left(offset)).size(), error.errorString());
    }
    if (!document.isObject())
        return problemAt(text, 0, u"arguments must be an object, { … }"_s);
    return {};
}

} // namespace dyno::ui
