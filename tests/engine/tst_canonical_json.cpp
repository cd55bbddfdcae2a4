#include "engine/calls/cache/canonical_number.h"
#include "engine/calls/call.h"
#include "printing.h"

#include <algorithm>
#include <random>

using dyno::calls::canonicalJson;
using dyno::calls::Target;
using nlohmann::json;

namespace {

using Random = std::mt19937_64;

int below(Random& random, int count) {
    return static_cast<int>(random() % static_cast<unsigned>(count));
}

/// A number in its parts, so that it can be spelt in many ways and two can be told apart exactly.
struct Number {
    bool negative = false;
    std::string digits; ///< no zero at either end; empty: nought
    int exponent = 0;

    bool operator==(const Number&) const = default;
};

Number randomNumber(Random& random) {
    Number number;
    const int length = below(random, 30);
    for (int i = 0; i < length; ++i)
        number.digits += static_cast<char>('1' + below(random, 9));
    number.negative = !number.digits.empty() && below(random, 2) == 0;
    number.exponent = number.digits.empty() ? 0 : below(random, 40) - 20;
    return number;
}

/// With the point anywhere, zeros at either end, and an exponent that makes up for it.
std::string spell(const Number& number, Random& random) {
    std::string digits = number.digits;
    int exponent = number.exponent;
    for (int zeros = digits.empty() ? 0 : below(random, 3); zeros > 0; --zeros, --exponent)
        digits += '0';
    const int fraction = below(random, static_cast<int>(digits.size()) + 3);
    while (static_cast<int>(digits.size()) <= fraction)
        digits.insert(0, "0");
    std::string text = number.negative ? "-" : "";
    text += digits.substr(0, digits.size() - static_cast<std::size_t>(fraction));
    if (fraction > 0)
        text += "." + digits.substr(digits.size() - static_cast<std::size_t>(fraction));
    exponent += fraction;
    if (exponent != 0 || below(random, 4) == 0)
        text +=
            (below(random, 2) ? "e" : "E") +
            (exponent >= 0 && below(random, 2) ? "+" + std::to_string(exponent) : std::to_string(exponent));
    return text;
}

/// A value, and what is needed to spell it in any way.
struct Value {
    enum Kind { Plain, Text, Numeric, List, Object } kind = Plain;
    std::string text; ///< of the first two, or the name in an object
    Number number;
    std::vector<std::pair<std::string, Value>> parts; ///< in a list without names

    bool operator==(const Value&) const = default;
};

std::string randomText(Random& random) {
    static const std::vector<std::string> pieces = {"a", "b", "A", "/", "\"", "\\", "\n", "\x01", "é", "😀"};
    std::string text;
    for (int length = below(random, 4); length > 0; --length)
        text += pieces[static_cast<std::size_t>(below(random, static_cast<int>(pieces.size())))];
    return text;
}

Value randomValue(Random& random, int depth) {
    Value value;
    value.kind = static_cast<Value::Kind>(below(random, depth > 0 ? 5 : 3));
    if (value.kind == Value::Plain)
        value.text = std::vector{"null", "true", "false"}[static_cast<std::size_t>(below(random, 3))];
    else if (value.kind == Value::Text)
        value.text = randomText(random);
    else if (value.kind == Value::Numeric)
        value.number = randomNumber(random);
    else
        for (int count = below(random, 5); count > 0; --count)
            value.parts.emplace_back(value.kind == Value::Object ? randomText(random) : "",
                                     randomValue(random, depth - 1));
    if (value.kind == Value::Object) { // each name once, in an order of its own
        const auto byName = [](const auto& a, const auto& b) { return a.first < b.first; };
        const auto sameName = [](const auto& a, const auto& b) { return a.first == b.first; };
        std::sort(value.parts.begin(), value.parts.end(), byName);
        value.parts.erase(std::unique(value.parts.begin(), value.parts.end(), sameName), value.parts.end());
    }
    return value;
}

std::string spellText(const std::string& text, Random& random) {
    if (below(random, 2) == 0)
        return json(text).dump(-1, ' ', below(random, 2) == 0); // non-ASCII escaped, or not
    std::string spelt = "\"";
    for (const char c : text) {
        const auto code = static_cast<unsigned char>(c);
        if (code < 0x80)
            spelt += QStringLiteral("\\u%1").arg(code, 4, 16, QLatin1Char('0')).toStdString();
        else
            spelt += c;
    }
    return spelt + "\"";
}

std::string gap(Random& random) {
    static const std::vector<std::string> gaps = {"", "", "", " ", "\n\t"};
    return gaps[static_cast<std::size_t>(below(random, static_cast<int>(gaps.size())))];
}

std::string spell(const Value& value, Random& random) {
    if (value.kind == Value::Plain)
        return value.text;
    if (value.kind == Value::Text)
        return spellText(value.text, random);
    if (value.kind == Value::Numeric)
        return spell(value.number, random);
    const bool isObject = value.kind == Value::Object;
    auto parts = value.parts;
    if (isObject)
        std::shuffle(parts.begin(), parts.end(), random);
    std::string text = isObject ? "{" : "[";
    for (const auto& [name, part] : parts) {
        text += text.size() > 1 ? "," : "";
        text += gap(random) + (isObject ? spellText(name, random) + gap(random) + ":" : "");
        text += gap(random) + spell(part, random) + gap(random);
    }
    return text + (isObject ? "}" : "]");
}

quint64 seed() {
    bool given = false;
    const quint64 value = qEnvironmentVariable("DYNO_SEED").toULongLong(&given);
    return given ? value : std::random_device()();
}

std::string nested(std::size_t depth) {
    return std::string(depth, '[') + std::string(depth, ']');
}

} // namespace

class TestCanonicalJson : public QObject {
    Q_OBJECT

private slots:
    void hasOneSpelling_data();
    void hasOneSpelling();
    void differentValuesDiffer_data();
    void differentValuesDiffer();
    void hasNoneForWhatIsAmbiguousOrNoJson_data();
    void hasNoneForWhatIsAmbiguousOrNoJson();
    void takesTheDecimalPointOfAnyLocale();
    void nestsAsDeepAsAMessage();
    void respellingNeverMatters();
    void aTargetMakesItOnceAndItsCopyAnew();
};

void TestCanonicalJson::hasOneSpelling_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("canonical");
    const auto row = [](const char* text, const char* canonical) {
        QTest::newRow(text) << QByteArray(text) << QByteArray(canonical);
    };
    for (const char* one : {"1", "1.0", "1e0", "1E+0", "10e-1", "0.1e1", "1.000", "0.0001e4", "1e-0"})
        row(one, "1");
    for (const char* nought : {"0", "-0", "0.0", "-0.00e7", "0e99999999999", "0E-99999999999"})
        row(nought, "0");
    for (const char* tenth : {"0.1", "0.10", "1e-1", "100e-3"})
        row(tenth, "1e-1");
    row("100", "1e2");
    row("1e2", "1e2");
    row("-120", "-12e1");
    row("-1.5", "-15e-1");
    row("18446744073709551615", "18446744073709551615");
    row("18446744073709551616", "18446744073709551616");
    row("-9223372036854775809.0", "-9223372036854775809");
    row("12345678901234567890123", "12345678901234567890123");
    row("1e-400", "1e-400");
    row(" {\n} ", "{}");
    row("[ ]", "[]");
    row("[1 , [ ] , {}, \"\"]", "[1,[],{},\"\"]");
    row(R"({"b":1,"a":2})", R"({"a":2,"b":1})");
    row(R"({"b":{"d":1,"c":[{"z":0,"y":1.0}]},"a":{}})", R"({"a":{},"b":{"c":[{"y":1,"z":0}],"d":1}})");
    row(R"({"b":1,"ab":2,"a":3})", R"({"a":3,"ab":2,"b":1})");
    row(R"("\u0041\/\u00e9\ud83d\ude00")", "\"A/é😀\"");
    row(R"({"\u0062":null,"a":true})", R"({"a":true,"b":null})");
    row(R"("\u000a\"\\")", R"("\u000a\"\\")");
    row(R"("\n")", R"("\u000a")");
    row("\xef\xbb\xbf{}", "{}");
}

void TestCanonicalJson::hasOneSpelling() {
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, canonical);
    const auto result = canonicalJson(text.toStdString());
    QVERIFY(result);
    QCOMPARE(*result, canonical.toStdString());
    QCOMPARE(canonicalJson(*result).value_or("none"), *result);
}

void TestCanonicalJson::differentValuesDiffer_data() {
    QTest::addColumn<QByteArray>("one");
    QTest::addColumn<QByteArray>("other");
    const auto row = [](const char* one, const char* other) {
        QTest::newRow(one) << QByteArray(one) << QByteArray(other);
    };
    row("12345678901234567890123", "12345678901234567890124");
    row("0.10000000000000000001", "0.1");
    row("9007199254740993", "9007199254740992.0");
    row("1e-400", "1e-401");
    row("1", "-1");
    row("1", "\"1\"");
    row("11", "[1,1]");
    row("[1,2]", "[2,1]");
    row("[[1],2]", "[[1,2]]");
    row("null", "\"null\"");
    row(R"({"a":"b"})", R"({"b":"a"})");
    row(R"({"a":null})", "{}");
    row(R"({"a":{"b":1},"c":2})", R"({"a":{"b":1,"c":2}})");
    row(R"("a\",\"b")", R"("a\\\",\\\"b")");
    row("\"é\"", "\"e\u0301\""); // JSON does not normalise text
}

void TestCanonicalJson::differentValuesDiffer() {
    QFETCH(QByteArray, one);
    QFETCH(QByteArray, other);
    const auto first = canonicalJson(one.toStdString());
    const auto second = canonicalJson(other.toStdString());
    QVERIFY(first && second);
    QVERIFY(*first != *second);
}

void TestCanonicalJson::hasNoneForWhatIsAmbiguousOrNoJson_data() {
    QTest::addColumn<QByteArray>("text");
    const auto row = [](const char* name, const QByteArray& text) { QTest::newRow(name) << text; };
    row("a name twice", R"({"a":1,"a":1})");
    row("a name twice, escaped", R"({"a":1,"b":2,"\u0061":3})");
    row("a name twice, deep inside", R"([{"x":{"a":1,"c":0,"a":2}}])");
    row("nothing", "");
    row("white space", " ");
    row("cut off", R"({"a":)");
    row("two values", "{} {}");
    row("a comment", "{} // no");
    row("a comma too many", "[1,]");
    row("a NUL behind it", QByteArray("{}\0x", 4));
    row("not UTF-8", "\"\xff\"");
    row("half a surrogate pair", R"("\ud83d")");
    row("a leading zero", "01");
    row("a number beyond all doubles", "1e400");
    row("an exponent beyond all reason", "1e-99999999999");
}

void TestCanonicalJson::hasNoneForWhatIsAmbiguousOrNoJson() {
    QFETCH(QByteArray, text);
    QVERIFY(!canonicalJson(text.toStdString()));
}

void TestCanonicalJson::takesTheDecimalPointOfAnyLocale() {
    std::string text = "[";
    QVERIFY(dyno::calls::appendCanonicalNumber(text, "-12,50e3"));
    QCOMPARE(text, std::string("[-125e2"));
}

void TestCanonicalJson::nestsAsDeepAsAMessage() {
    QVERIFY(canonicalJson(nested(512)));
    QVERIFY(!canonicalJson(nested(513)));
    QVERIFY(!canonicalJson(std::string(1'000'000, '[')));
    std::string wide = "[[]"; // many, but not within each other
    for (int i = 0; i < 1'000; ++i)
        wide += ",[{}]";
    QVERIFY(canonicalJson(wide + "]"));
}

void TestCanonicalJson::respellingNeverMatters() {
    const quint64 start = seed();
    Random random(start);
    for (int round = 0; round < 10'000; ++round) {
        const Value value = randomValue(random, 3);
        const Value other = randomValue(random, 3);
        const std::string one = spell(value, random);
        const auto first = canonicalJson(one);
        const auto second = canonicalJson(spell(value, random));
        const auto third = canonicalJson(spell(other, random));
        const QByteArray where = QByteArray("DYNO_SEED=") + QByteArray::number(start) + ": " + one.c_str();
        QVERIFY2(first && second && third, where.constData());
        QVERIFY2(*first == *second, where.constData());
        QVERIFY2((*first == *third) == (value == other), where.constData());
    }
}

void TestCanonicalJson::aTargetMakesItOnceAndItsCopyAnew() {
    const Target target{1, "echo", R"({"b":1,"a":2})"};
    const std::string& canonical = target.canonicalArguments();
    QCOMPARE(canonical, std::string(R"({"a":2,"b":1})"));
    QCOMPARE(&target.canonicalArguments(), &canonical);
    Target copy = target;
    copy.arguments = "[]";
    QCOMPARE(copy.canonicalArguments(), std::string("[]"));
    copy = target;
    QCOMPARE(copy.canonicalArguments(), canonical);
    QCOMPARE((Target{1, "echo", "no JSON"}.canonicalArguments()), std::string());
}

QTEST_APPLESS_MAIN(TestCanonicalJson)
#include "tst_canonical_json.moc"
