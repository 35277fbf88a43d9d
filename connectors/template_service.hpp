// The `template` connector: what a template file says, filled with a notice's values.
#pragma once

#include "connectors/service.hpp"
#include "connectors/template_file.hpp"

namespace outreach::connectors {

// JSON texts are filled one by one and written anew, form values are percent-encoded, control
// characters in headers become spaces: no value can break out of its place, and none is read as a
// template. {{text}} is cut to the file's limit and says so. A value that the notice does not have
// is absent: {{#venue}}…{{/venue}} is left out.
// Answers: the statuses that the file names; else as for a webhook. A status of success whose body
// lacks the file's words is tried again. Repeats are not known to the service.
class TemplateService final : public Service {
public:
    // Without a recipe requests take the target's, judge() goes by the status alone and budget()
    // knows no limit.
    explicit TemplateService(std::shared_ptr<const TemplateFile> recipe = nullptr)
        : recipe_(std::move(recipe)) {}

    [[nodiscard]] HttpRequest request(const Target& target,
                                      const campaigns::OutgoingNotice& notice,
                                      const Trial& trial,
                                      SysTime now) const override;
    [[nodiscard]] Outcome judge(const HttpAnswer& answer, SysTime now) const override;
    [[nodiscard]] Budget budget(const campaigns::OutgoingNotice& notice) const override;

private:
    std::shared_ptr<const TemplateFile> recipe_;
};

// The one without a recipe.
[[nodiscard]] const Service& template_service();

}  // namespace outreach::connectors
