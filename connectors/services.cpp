#include <array>
#include <utility>

#include "connectors/discord_service.hpp"
#include "connectors/google_chat_service.hpp"
#include "connectors/line_service.hpp"
#include "connectors/mattermost_service.hpp"
#include "connectors/service.hpp"
#include "connectors/slack_service.hpp"
#include "connectors/teams_service.hpp"
#include "connectors/template_service.hpp"
#include "connectors/webhook_service.hpp"

namespace outreach::connectors {

const Service* find_service(std::string_view connector) {
    using Offer = const Service& (*)();
    static constexpr std::array<std::pair<std::string_view, Offer>, 8> offers{
        {{"webhook", webhook_service},
         {"slack", slack_service},
         {"mattermost", mattermost_service},
         {"teams", teams_service},
         {"discord", discord_service},
         {"google_chat", google_chat_service},
         {"line", line_service},
         {"template", template_service}}};
    for (const auto& [name, offer] : offers) {
        if (name == connector) return &offer();
    }
    return nullptr;
}

}  // namespace outreach::connectors
