#include "app/demo_server/backend.h"

#include "app/demo_server/conversation.h"

namespace dyno::demo {

Backend::Backend(boost::asio::io_context& context, const Options& ordered)
    : io(context)
    , options(ordered)
    , catalogue(ordered.pageSize)
    , toolbox{catalogue, clientRequests, desk, std::mt19937_64(ordered.seed), {}, {}}
    , desk(toolbox, options) {
    toolbox.announceToolsChanged = [this] { announceToolsChanged(); };
}

void Backend::announceToolsChanged() {
    for (Conversation* const conversation : conversations)
        conversation->announceToolsChanged();
    subscriptions.announceToolsChanged();
}

} // namespace dyno::demo
