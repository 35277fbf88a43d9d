// The `teams` connector: an Adaptive Card to a Teams Workflows webhook.
#pragma once

#include "connectors/service.hpp"

namespace outreach::connectors {

// POST of one message with one Adaptive Card 1.4. Documented limit 28 KB, measured by others 21 KB:
// the whole body has at most 21,000 bytes. A TextBlock is Markdown (bold, italic, lists, links); a
// line ends only at an empty line, and empty lines are not shown, so each line stands alone and
// each paragraph in a block of its own. 202 says that the flow was started, not that the card was
// shown: accepted. A flow that is switched off answers 400 with WorkflowTriggerIsNotEnabled, one
// that is no more 404. There is no key for repeats and no edit. Sources: Adaptive Cards, text
// features; Microsoft Teams, limits and specifications; Power Automate, "Error code
// WorkflowTriggerIsNotEnabled on flow run"; the answers of msteams-docs issues 400, 4145, 7425.
[[nodiscard]] const Service& teams_service();

}  // namespace outreach::connectors
