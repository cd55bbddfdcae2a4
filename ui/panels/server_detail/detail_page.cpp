#include "ui/panels/server_detail/detail_page.h"

#include "ui/format.h"
#include "ui/json_text.h"
#include "ui/models/server_text.h"
#include "ui/panels/server_detail/detail_html.h"

using namespace Qt::StringLiterals;

namespace dyno::ui {

using Section = ServerDetailModel::Section;
using telemetry::ServerStatus;

namespace {

QString tr(const char* text) {
    return ServerDetailModel::tr(text);
}

void addOverview(DetailHtml& page, const ServerStatus& server) {
    page.heading(toQString(server.name));
    page.fact(tr("state"), toQString(name(server.state)));
    page.fact(tr("address"), toQString(server.address));
    page.fact(tr("calls itself"), toQString(server.serverName + " " + server.serverVersion).trimmed());
    page.fact(tr("protocol"), toQString(server.protocolVersion));
    page.fact(tr("era"), toQString(server.era));
    page.fact(tr("transport"), toQString(server.transport));
    page.fact(tr("how it was found"), toQString(server.found));
    if (server.startup.handshake > async::Duration::zero()) {
        if (server.startup.spawn > async::Duration::zero())
            page.fact(tr("spawn"), formatDuration(server.startup.spawn));
        page.fact(tr("handshake"), formatDuration(server.startup.handshake));
        page.fact(tr("list of tools"), formatDuration(server.startup.toolsList));
    }
    if (server.error)
        page.problem(errorLine(*server.error));
    else if (!server.detail)
        page.muted(tr("What it offers is listed here once it is ready."));
}

// The protocol's hints are the server's claim; the last two mean something only where it is not read-only.
void addBadges(DetailHtml& page, const mcp::Tool& tool) {
    const mcp::ToolAnnotations& hints = tool.annotations;
    if (hints.readOnly)
        page.badge(tr("read-only"), Colour::Good);
    if (!hints.readOnly && hints.destructive)
        page.badge(tr("may destroy"), Colour::Bad);
    if (!hints.readOnly && hints.idempotent)
        page.badge(tr("idempotent"), Colour::Good);
    page.badge(hints.openWorld ? tr("open world") : tr("closed world"), Colour::MutedText);
    if (tool.taskSupport != mcp::TaskSupport::Forbidden)
        page.badge(tool.taskSupport == mcp::TaskSupport::Required ? tr("task required") : tr("task possible"),
                   Colour::Accent);
}

void addHeaders(DetailHtml& page, const mcp::Tool& tool) {
    for (const mcp::ParamHeader& header : tool.paramHeaders) {
        QStringList path;
        for (const std::string& part : header.path)
            path << toQString(part);
        page.fact(tr("sent as a header"), path.join(u'.') % u" → "_s % toQString(header.header));
    }
}

QString addTool(DetailHtml& page, const mcp::Tool& tool) {
    page.heading(toQString(tool.title.empty() ? tool.name : tool.name + " — " + tool.title));
    addBadges(page, tool);
    if (!tool.description.empty())
        page.paragraph(toQString(tool.description));
    addHeaders(page, tool);
    const QString schema = indentedJson(tool.inputSchema);
    page.heading(tr("Arguments"));
    page.json(schema);
    return schema;
}

void addResource(DetailHtml& page, const mcp::Resource& resource) {
    page.heading(toQString(resource.title.empty() ? resource.name : resource.title));
    page.fact(tr("URI"), toQString(resource.uri));
    page.fact(tr("name"), toQString(resource.name));
    page.fact(tr("type"), toQString(resource.mimeType));
    if (!resource.description.empty())
        page.paragraph(toQString(resource.description));
}

void addPrompt(DetailHtml& page, const mcp::Prompt& prompt) {
    page.heading(toQString(prompt.title.empty() ? prompt.name : prompt.name + " — " + prompt.title));
    if (!prompt.description.empty())
        page.paragraph(toQString(prompt.description));
    if (prompt.arguments.empty())
        page.muted(tr("It takes no arguments."));
    for (const mcp::PromptArgument& argument : prompt.arguments) {
        const QString required = argument.required ? tr(" (required)") : QString();
        page.fact(toQString(argument.name) % required,
                  argument.description.empty() ? u"–"_s : toQString(argument.description));
    }
}

void addList(DetailHtml& page, const QString& title, std::size_t count, const std::string& problem) {
    page.heading(title);
    if (!problem.empty())
        page.problem(toQString(problem));
    else
        page.muted(count == 0 ? tr("It offers none.") : tr("Choose one on the left to read it."));
}

// The detail is there wherever a section other than the overview is shown.
QString addSection(DetailHtml& page, const ServerStatus& server, Section section) {
    if (section == Section::Overview) {
        addOverview(page, server);
        return {};
    }
    const mcp::ServerDetail& detail = *server.detail;
    switch (section) {
    case Section::Capabilities: {
        const QString capabilities = indentedJson(detail.capabilities);
        page.heading(tr("Capabilities"));
        page.json(capabilities);
        return capabilities;
    }
    case Section::Instructions:
        page.heading(tr("Instructions"));
        if (detail.instructions.empty())
            page.muted(tr("It gives none."));
        else
            page.paragraph(toQString(detail.instructions));
        break;
    case Section::Tools:
        addList(page, tr("Tools"), server.tools->size(), {});
        break;
    case Section::LeftOut:
        page.heading(tr("Tools left out"));
        for (const std::string& warning : detail.toolWarnings)
            page.problem(toQString(warning));
        break;
    case Section::Resources:
        addList(page, tr("Resources"), detail.resources.size(), detail.resourcesProblem);
        break;
    default:
        addList(page, tr("Prompts"), detail.prompts.size(), detail.promptsProblem);
    }
    return {};
}

} // namespace

DetailPage detailPage(const ServerStatus& server, Section section, int item, const Theme& theme) {
    DetailHtml page(theme);
    QString json;
    if (item < 0)
        json = addSection(page, server, section);
    else if (section == Section::Tools)
        json = addTool(page, (*server.tools)[std::size_t(item)]);
    else if (section == Section::Resources)
        addResource(page, server.detail->resources[std::size_t(item)]);
    else
        addPrompt(page, server.detail->prompts[std::size_t(item)]);
    return {page.html(), json};
}

} // namespace dyno::ui
