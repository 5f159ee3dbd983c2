// SPDX-License-Identifier: Apache-2.0
#include "findings/rules/ses_fixes.hpp"

#include <algorithm>

#include "findings/evidence.hpp"
#include "findings/rules/ses_cnames.hpp"
#include "findings/rules/ses_common.hpp"
#include "ses/mailbox_provider.hpp"
#include "ses/names.hpp"

namespace alignmail::findings {
namespace {

constexpr std::string_view new_mail = "a new signature needs a new mail";
constexpr std::string_view region_unknown = "REGION";
constexpr std::string_view say_region =
    "The MX names the region that sends, and nothing here tells which one that is. Say it with --ses-region, and the "
    "record is shown.";

Applicability applicability(const Analysis& analysis) {
  return ses_region(analysis) == region_unknown ? Applicability::HasPlaceholders : Applicability::Review;
}

// The command in lines that fit a page.
std::vector<std::string> set_mail_from(const std::string& region, const dns::Domain& identity, const dns::Domain& name,
                                       const std::string& behavior) {
  std::vector<std::string> lines = {"aws sesv2 put-email-identity-mail-from-attributes --region " + region + " \\",
                                    "  --email-identity " + identity.text() + " --mail-from-domain " + name.text()};
  if (!behavior.empty()) {
    lines.back() += " \\";
    lines.push_back("  --behavior-on-mx-failure " + behavior);
  }
  return lines;
}

std::string again_step(const Analysis& analysis) {
  if (!analysis.message) return "Run this again.";
  const bool is_strict = analysis.dmarc.spf_mode == dmarc::Mode::Strict;
  return std::string("Send another test and run this again.") + (is_strict ? "" : " SPF should turn to YES.");
}

}  // namespace

std::string assumed_address(const Analysis& analysis, const dns::Domain& mail_from) {
  const std::string& local_part = analysis.trust.envelope.mail_from.local_part;
  return (local_part.empty() ? "bounce" : local_part) + "@" + mail_from.text();
}

RecordChange mail_from_mx(const dns::Domain& mail_from, const std::string& region) {
  constexpr std::uint16_t preference = 10;  // SES asks for this one
  auto host = dns::Domain::parse(ses::feedback_host(region));
  return {.name = mail_from,
          .type = dns::Type::MX,
          .data = dns::Mx{preference, host ? std::optional(*host) : std::nullopt}};
}

RecordChange mail_from_spf(const dns::Domain& mail_from) {
  return txt_change(Operation::Add, mail_from, ses::mail_from_spf);
}

namespace {

std::string use_today(const ses::Suggestion& suggestion) {
  const std::string& name = suggestion.name.text();
  if (suggestion.checked_free) return " (" + name + " is unused today: checked)";
  if (suggestion.under_wildcard) {
    return " (only the wildcard *." + suggestion.name.parent().text() + " answers for " + name +
           " today, and no longer does once they stand)";
  }
  return " (not checked whether " + name + " is unused today: DNS did not tell)";
}

// What is to be published, so far as it does not stand there already.
std::vector<FixStep> mail_from_steps(const ses::Suggestion& suggestion, const std::string& region) {
  const std::string& name = suggestion.name.text();
  if (suggestion.prepared()) {
    return {{.text = "The records of " + name + " are right already: nothing to publish. Tell SES to use it:"}};
  }
  if (suggestion.has_mx) {
    return {{.text = "The MX record of " + name + " is right already; add the SPF record beside it:",
             .records = {mail_from_spf(suggestion.name)}}};
  }
  if (!suggestion.faulty_mx.empty() && region != region_unknown) {
    RecordChange change = mail_from_mx(suggestion.name, region);
    change.operation = Operation::Replace;
    change.was = suggestion.faulty_mx;
    return {{.text = "The SPF record of " + name + " is right already, and its MX is not. Put this one in its place:",
             .records = {std::move(change)}}};
  }
  if (suggestion.has_spf) {
    if (region == region_unknown) return {{.text = std::string(say_region)}};
    return {{.text = "The SPF record of " + name + " is right already; add the MX record beside it:",
             .records = {mail_from_mx(suggestion.name, region)}}};
  }
  const std::string unused = use_today(suggestion);
  if (region == region_unknown) {
    return {{.text = std::string(say_region)},
            {.text = "The SPF record beside it" + unused + ":", .records = {mail_from_spf(suggestion.name)}}};
  }
  return {{.text = "Add these two DNS records" + unused + ":",
           .records = {mail_from_mx(suggestion.name, region), mail_from_spf(suggestion.name)}}};
}

}  // namespace

Fix custom_mail_from_fix(const Analysis& analysis, const dns::Domain& identity, const ses::Suggestion& suggestion) {
  const std::string known = ses_region(analysis);
  const std::string region = known == region_unknown && suggestion.has_mx ? suggestion.region : known;
  Fix fix{.summary = suggestion.prepared() ? "Tell SES to use " + suggestion.name.text() + " as MAIL FROM"
                     : suggestion.faulty_mx.empty()
                         ? "Give SES a bounce domain of your own"
                         : "Mend the MX of " + suggestion.name.text() + ", and tell SES to use it",
          .steps = mail_from_steps(suggestion, region)};
  for (FixStep& step : fix.steps) {
    for (RecordChange& change : step.records) change.ends_wildcard = suggestion.under_wildcard;
  }
  auto command = set_mail_from(region, identity, suggestion.name, "");
  if (suggestion.prepared()) {
    fix.steps.back().commands = std::move(command);
  } else {
    fix.steps.push_back({.text = "Tell SES to use it:", .commands = std::move(command)});
  }
  fix.steps.push_back({.text = again_step(analysis)});
  fix.applicability = region == region_unknown ? Applicability::HasPlaceholders : Applicability::Review;
  if (analysis.dmarc.outcome == dmarc::Outcome::None) {
    fix.gain = "SPF then aligns, and counts as soon as there is a DMARC record.";
  }
  fix.assumed_mail_from = assumed_address(analysis, suggestion.name);
  if (const auto& half = suggestion.half_made) {
    const std::string& other = half->name.text();
    fix.note = half->region.empty()
                   ? "Or, when nobody receives mail at " + other + ", leave it only the MX " +
                         ses::feedback_host(region) + " and tell SES to use that name."
                   : "Or, when nothing is sent from " + half->region + " any more, point the MX of " + other + " at " +
                         ses::feedback_host(region) + " and tell SES to use that name.";
  }
  const std::string doubt = doubt_of_host(region);
  if (!doubt.empty()) fix.note += (fix.note.empty() ? "" : " ") + doubt;
  return fix;
}

FixStep tell_ses_again(const Analysis& analysis, const dns::Domain& mail_from) {
  const std::string& behavior = analysis.setup.mail_from_behavior;
  std::string text =
      "Make SES look again. Whenever the MX is wrong it sends unaligned; choose REJECT_MESSAGE to have "
      "the mail refused instead:";
  if (behavior == "REJECT_MESSAGE") {
    text =
        "Make SES look again. Until it finds the right MX it refuses your mail; choose USE_DEFAULT_VALUE to have it "
        "sent unaligned instead:";
  }
  const auto identity = ses_identity(analysis);
  return {.text = std::move(text),
          .commands = set_mail_from(ses_region(analysis), identity.value_or(mail_from), mail_from,
                                    behavior == "REJECT_MESSAGE" ? behavior : "USE_DEFAULT_VALUE")};
}

std::optional<Fix> publish_mx(const Analysis& analysis, std::string summary, bool again) {
  const auto mail_from = custom_mail_from(analysis);
  const ses::ChecklistRow* row = ses::find_row(analysis.checklist, "mail_from_mx");
  if (!mail_from || row == nullptr) return std::nullopt;
  if (ses_region(analysis) == region_unknown) {
    Fix fix = one_step_fix(std::move(summary), std::string(say_region));
    fix.applicability = Applicability::HasPlaceholders;
    return fix;
  }
  RecordChange change = mail_from_mx(*mail_from, ses_region(analysis));
  // What was found at a doubled name does not stand in the way.
  if (!row->found_at) {
    for (const std::string& value : row->found) {
      if (value != dns::to_string(change.data)) change.was.push_back(value);
    }
  }
  if (!row->found.empty()) change.operation = Operation::Replace;
  if (row->found_at) change.operation = Operation::Add;
  const bool stands = std::find(row->found.begin(), row->found.end(), row->expected) != row->found.end();
  Fix fix = one_step_fix(std::move(summary),
                         stands && !row->found_at
                             ? "Exactly one MX record, of the region that sends; it stands there already, so delete "
                               "what is beside it:"
                             : "Exactly one MX record, of the region that sends:",
                         {std::move(change)});
  fix.note = doubt_of_host(ses_region(analysis));
  if (again) {
    fix.steps.push_back(tell_ses_again(analysis, *mail_from));
    // This mail fell back; the next one is to carry the name.
    if (analysis.message && analysis.ses.mail_from == ses::MailFrom::Default) {
      fix.steps.push_back({.text = "When MailFromDomainStatus is SUCCESS, send another test and run this again."});
      fix.assumed_mail_from = assumed_address(analysis, *mail_from);
    }
    fix.gain = "Future mail: SES looks at the MX all the time, and without it sends unaligned or not at all.";
  } else {
    fix.gain = "SES documents the preference 10 and promises nothing for another.";
  }
  fix.applicability = applicability(analysis);
  return fix;
}

Fix publish_cnames(const Analysis& analysis, const std::vector<const ses::ChecklistRow*>& rows, std::string summary,
                   std::string text, Operation operation) {
  FixStep step{.text = std::move(text)};
  for (const ses::ChecklistRow* row : rows) {
    const auto target = dns::Domain::parse_escaped(row->expected);
    if (!row->owner || !target) continue;
    RecordChange change{.operation = operation, .name = *row->owner, .type = dns::Type::CNAME, .data = *target};
    if (operation == Operation::Rename && row->found_at) change.was = {row->found_at->text()};
    if (operation == Operation::Replace) change.was = row->found;
    step.records.push_back(std::move(change));
  }
  Fix fix{.summary = std::move(summary)};
  fix.steps.push_back(std::move(step));
  const std::string check = check_of(rows);
  const bool is_one = rows.size() == 1;
  const std::string shown =
      is_one ? "It should print " + rows.front()->expected : "This should print the targets above:";
  if (!check.empty())
    fix.steps.push_back({.text = (analysis.message ? "Check before you resend. " : "Check that DNS shows it. ") + shown,
                         .commands = {check}});
  fix.gain = future_mail_loses_dkim;
  // This mail has no signature that the records could bring to life.
  if (analysis.message && analysis.ses.own_signatures.empty()) {
    fix.unprovable = new_mail;
    if (!check.empty())
      fix.steps.back().text = is_one ? "Check, then send a new test: only a new mail is signed anew. " + shown
                                     : "Check that this prints the targets above, then send a new test:";
  }
  if (const std::size_t known = analysis.setup.tokens.value.size(); known > 0 && known < 3) {
    const std::string count = known == 1 ? "one of them is" : "two of them are";
    fix.steps.push_back({.text = "SES has three such records for each identity, and " + count +
                                 " known here. Let it name all three, and look at the others in the same way:",
                         .commands = {show_identity(analysis)}});
  }
  return fix;
}

namespace {

// Where the tokens of a new identity point to.
std::string zone_of_new_identity(const std::string& region) {
  const ses::Region* known = ses::find_region(region);
  return known != nullptr && !known->dkim_zone.empty() ? std::string(known->dkim_zone) : "SIGNINGHOSTEDZONE";
}

}  // namespace

Fix send_from_own_domain(const dns::Domain& provider) {
  Fix fix{.summary = "Send from a domain of your own"};
  fix.steps.push_back({.text = "Only " + provider.text() +
                               " itself can publish records there, so that mail through SES " +
                               "never aligns with an address of it. Verify a domain of yours in SES, and put its " +
                               "address into From; the other one may stand in Reply-To."});
  fix.unprovable = new_mail;
  return fix;
}

Fix create_identity(const Analysis& analysis, const dns::Domain& domain, std::string summary) {
  if (ses::is_mailbox_provider(domain)) return send_from_own_domain(domain);
  Fix fix{.summary = std::move(summary)};
  const std::string region = ses_region(analysis);
  const std::string zone = region == region_unknown ? "dkim.amazonses.com" : zone_of_new_identity(region);
  fix.steps.push_back(
      {.text = "Create the identity; each of the three tokens it answers with needs a CNAME:",
       .commands = {"aws sesv2 create-email-identity --region " + region + " --email-identity " + domain.text()},
       .lines = {"TOKEN._domainkey." + domain.text() + ". 300 IN CNAME TOKEN." + zone + "."}});
  fix.steps.push_back({.text = analysis.message
                                   ? "When its DKIM status is SUCCESS, send a new test: only that is signed anew."
                                   : "When its DKIM status is SUCCESS, run this again."});
  fix.applicability = Applicability::HasPlaceholders;
  fix.unprovable = new_mail;
  return fix;
}

bool is_signing_off(const Analysis& analysis) {
  const auto& statuses = analysis.setup.not_ready;
  return !analysis.setup.is_address && std::any_of(statuses.begin(), statuses.end(), [](const std::string& status) {
    return status == "SigningEnabled is false" || status == "DkimEnabled is false";
  });
}

FixStep switch_signing_on(const Analysis& analysis, const dns::Domain& identity) {
  return {.text = "SES signs for an identity only while this is on:",
          .commands = {"aws sesv2 put-email-identity-dkim-attributes --region " + ses_region(analysis) + " \\",
                       "  --email-identity " + identity.text() + " --signing-enabled"}};
}

std::string show_identity(const Analysis& analysis) {
  const auto identity = ses_identity(analysis);
  return "aws sesv2 get-email-identity --region " + ses_region(analysis) + " --email-identity " +
         (identity ? identity->text() : "IDENTITY");
}

}  // namespace alignmail::findings
