// Strong ids: a text that names one kind of thing, so that a PartnerId cannot be passed where a
// CampaignId is due.
#pragma once

#include <compare>
#include <functional>
#include <string>
#include <string_view>

namespace outreach {

template <class Tag>
class Id {
public:
    Id() = default;
    explicit Id(std::string text) : text_(std::move(text)) {}
    [[nodiscard]] const std::string& str() const noexcept { return text_; }
    [[nodiscard]] bool empty() const noexcept { return text_.empty(); }
    friend auto operator<=>(const Id&, const Id&) = default;

private:
    std::string text_;
};

using CampaignId = Id<struct CampaignIdTag>;
using ActivityId = Id<struct ActivityIdTag>;
using RuleId = Id<struct RuleIdTag>;
using PartnerId = Id<struct PartnerIdTag>;
using EndpointId = Id<struct EndpointIdTag>;
using ObjectiveId = Id<struct ObjectiveIdTag>;

// True for 1 to 64 of [a-z0-9-], beginning and ending with a letter or digit. Ids stand in Redis
// keys, URLs and file names, so nothing else may.
[[nodiscard]] bool is_valid_id(std::string_view text) noexcept;

}  // namespace outreach

template <class Tag>
struct std::hash<outreach::Id<Tag>> {
    std::size_t operator()(const outreach::Id<Tag>& id) const noexcept {
        return std::hash<std::string>{}(id.str());
    }
};
