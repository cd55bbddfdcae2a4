#include "app/cli/report_format.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>

namespace dyno::app {

namespace {

struct Ending {
    std::string_view text;
    ReportFormat format;
};

/// The first of a format is the one that it is given; a longer one comes before what it ends with.
constexpr std::array<Ending, 15> endings{{{".html", ReportFormat::Html},
                                          {".htm", ReportFormat::Html},
                                          {".pdf", ReportFormat::Pdf},
                                          {".md", ReportFormat::Markdown},
                                          {".markdown", ReportFormat::Markdown},
                                          {".trace.json", ReportFormat::Perfetto},
                                          {".perfetto", ReportFormat::Perfetto},
                                          {".json", ReportFormat::Json},
                                          {".csv", ReportFormat::Csv},
                                          {".jsonl", ReportFormat::Jsonl},
                                          {".ndjson", ReportFormat::Jsonl},
                                          {".junit.xml", ReportFormat::Junit},
                                          {".xml", ReportFormat::Junit},
                                          {".hlog", ReportFormat::HdrLog},
                                          {".hdr", ReportFormat::HdrLog}}};

constexpr std::array<std::string_view, 9> names{"html",  "pdf",   "md",   "json",    "csv",
                                                "jsonl", "junit", "hlog", "perfetto"};

std::string lowerCase(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return text;
}

} // namespace

std::vector<std::string> formatNames() {
    return {names.begin(), names.end()};
}

Result<ReportFormat> reportFormat(const std::string& name, const std::string& file) {
    const auto found = std::find(names.begin(), names.end(), name);
    if (found != names.end())
        return static_cast<ReportFormat>(found - names.begin());
    const std::string fileName = lowerCase(std::filesystem::path(file).filename().string());
    if (fileName.empty())
        return ReportFormat::Html;
    for (const Ending& ending : endings)
        if (fileName.ends_with(ending.text))
            return ending.format;
    return Error{ErrorKind::InvalidInput,
                 fmt::format("-o: the ending of {} says no format; name one with --format ({})", file,
                             fmt::join(names, ", "))};
}

std::string_view endingOf(ReportFormat format) {
    return std::find_if(endings.begin(), endings.end(),
                        [&](const Ending& ending) { return ending.format == format; })
        ->text;
}

bool isTable(ReportFormat format) {
    return format == ReportFormat::Csv || format == ReportFormat::Jsonl;
}

} // namespace dyno::app
