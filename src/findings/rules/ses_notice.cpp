// SPDX-License-Identifier: Apache-2.0
// Mail that SES writes to its customers.
#include "findings/evidence.hpp"
#include "findings/foreign_author.hpp"
#include "findings/rules.hpp"

namespace alignmail::findings {
namespace {

std::vector<Evidence> notice(const Analysis& analysis) {
  if (!is_notice_of_ses(analysis)) return {};
  return {{.items = header_items(*analysis.message, "From"), .values = {{"domain", analysis.author->text()}}}};
}

constexpr Rule rules[] = {
    {.id = "SES028",
     .slug = "ses-notice",
     .severity = Severity::Warning,
     .title = "SES wrote this message itself: it is not mail of yours",
     .why = "This is a notice from SES ({domain}), most likely about a message that bounced. It was sent and signed "
            "as Amazon's, so it says nothing of your set-up.",
     .explanation =
         "SES tells the sender by mail what became of a message, unless the feedback goes elsewhere. What is "
         "to be judged is a message that was sent as your domain and arrived.",
     .fix = "Give a message that SES sent for you: a test to a mailbox that you can read",
     .references =
         {"https://docs.aws.amazon.com/ses/latest/dg/monitor-sending-activity-using-notifications-email.html"},
     .find = notice},
};

}  // namespace

std::span<const Rule> ses_notice_rules() { return rules; }

}  // namespace alignmail::findings
