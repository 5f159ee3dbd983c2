// SPDX-License-Identifier: Apache-2.0
// The CNAME records of Easy DKIM: what stands at their names.
#include <algorithm>

#include "findings/evidence.hpp"
#include "findings/rules.hpp"
#include "findings/rules/ses_cnames.hpp"
#include "findings/rules/ses_common.hpp"
#include "findings/rules/ses_fixes.hpp"

namespace alignmail::findings {
namespace {

using ses::ChecklistRow;
using ses::Problem;

// Texts that take the name go first: a CNAME stands alone.
void delete_texts(Fix& fix, const std::vector<const ChecklistRow*>& rows, Problem problem) {
  std::vector<RecordChange> changes;
  for (const ChecklistRow* row : rows) {
    // What is no text is told from it by its answer: the question was for TXT.
    if (!row->owner || !row->has(problem) || row->answer != dns::Status::Found) continue;
    changes.push_back(txt_change(Operation::Delete, *row->owner, "", row->found));
  }
  fix.steps.front().records.insert(fix.steps.front().records.begin(), changes.begin(), changes.end());
}

// SES names another zone, and a key is there all the same. A CNAME that works is not moved to where none is.
void tell_of_working_zone(const Analysis& analysis, const std::vector<const ChecklistRow*>& rows, Evidence& evidence) {
  const auto all_have = [&](Problem problem) {
    return std::all_of(rows.begin(), rows.end(), [&](const auto* row) { return row->has(problem); });
  };
  if (!all_have(Problem::OtherZone)) return;
  evidence.severity = Severity::Warning;
  evidence.why = "The CNAME at " + rows.front()->name + " leads to " + evidence.values["found"] +
                 ". A key is there, but SES says that this identity keeps its keys at " + evidence.values["expected"] +
                 ". ";
  if (std::none_of(rows.begin(), rows.end(), [](const auto* row) { return row->has(Problem::KeyMissing); })) {
    evidence.why += "What stands elsewhere may be gone any day.";
    return;
  }
  evidence.why += "There is none yet.";
  evidence.fix = Fix{.summary = "Leave the CNAME until a key stands where SES says"};
  evidence.fix->steps = {{.text = "See SigningHostedZone once more; an older file may say something else:",
                          .commands = {show_identity(analysis)}}};
  evidence.fix->unprovable = "only SES tells where it keeps its keys";
}

std::vector<Evidence> wrong_target(const Analysis& analysis) {
  const auto rows =
      cname_rows(analysis, {Problem::WrongTarget, Problem::TargetDoubled, Problem::WrongZone, Problem::WrongKey});
  std::vector<Evidence> found = evidence_of_cnames(analysis, rows);
  for (Evidence& evidence : found) {
    const bool doubled =
        std::any_of(rows.begin(), rows.end(), [](const auto* row) { return row->has(Problem::TargetDoubled); });
    const std::string dot =
        "The provider put the zone behind the target. Type it with a final dot, or without the "
        "zone where the form refuses the dot, and look at what is shown after saving:";
    evidence.fix = publish_cnames(analysis, rows, "Correct the target of the " + dkim_records(rows.size()),
                                  doubled ? dot : "The same name, this target:", Operation::Replace);
    delete_texts(*evidence.fix, rows, Problem::WrongKey);
    tell_of_working_zone(analysis, rows, evidence);
  }
  return found;
}

// What stands at the names goes, and the CNAMEs come in its place.
std::vector<Evidence> another_type(const Analysis& analysis, Problem problem, const std::string& summary,
                                   const std::string& text) {
  const auto rows = cname_rows(analysis, {problem});
  std::vector<Evidence> found = evidence_of_cnames(analysis, rows);
  for (Evidence& evidence : found) {
    evidence.fix = publish_cnames(analysis, rows, summary, text, Operation::Add);
    delete_texts(*evidence.fix, rows, problem);
  }
  return found;
}

// "A 104.16.1.1", of one that answers with its own addresses for a CNAME behind it. Those of Cloudflare that its
// customers' names have (www.cloudflare.com/ips).
bool is_of_proxy(const std::string& found) {
  struct Range {
    const char* network;
    int prefix;
  };
  constexpr Range ranges[] = {{"104.16.0.0", 12}, {"172.64.0.0", 13}, {"188.114.96.0", 20}, {"2606:4700::", 32}};
  const std::size_t blank = found.find(' ');
  const auto address = blank == std::string::npos ? std::nullopt : IpAddress::parse(found.substr(blank + 1));
  return address && std::any_of(std::begin(ranges), std::end(ranges), [&](const Range& range) {
           return address->is_within(*IpAddress::parse(range.network), range.prefix);
         });
}

// "an A record, 192.0.2.10" of "A 192.0.2.10".
std::string in_words(const std::string& found) {
  const std::size_t blank = found.find(' ');
  if (blank == std::string::npos || found.find(" and ") != std::string::npos) return found;
  const bool sounds_like_vowel = std::string_view("AMNS").find(found.front()) != std::string_view::npos;
  return (sounds_like_vowel ? "an " : "a ") + found.substr(0, blank) + " record, " + found.substr(blank + 1) + ",";
}

std::vector<Evidence> occupied(const Analysis& analysis) {
  std::vector<Evidence> found =
      another_type(analysis, Problem::OtherRecordType, "Delete what stands there and publish the CNAME",
                   "Nothing else may stand at the name:");
  for (Evidence& evidence : found) {
    const std::string what = evidence.values["found"];
    evidence.values["found"] = in_words(what);
    if (is_of_proxy(what)) {
      evidence.why = "At " + evidence.values["one"] + " stands " + in_words(what) +
                     " an address of Cloudflare, and no CNAME to " + evidence.values["expected"] +
                     ". Most likely the CNAME was saved, and the provider's proxy answers for it.";
      evidence.fix->summary = "Set the CNAME to \"DNS only\", without the provider's proxy";
      evidence.fix->steps.front().text = "With the proxy off (at Cloudflare the grey cloud), DNS should show:";
    } else if (what.starts_with("A ") || what.starts_with("AAAA ")) {
      evidence.fix->note =
          "Is the CNAME in the provider's form already? Then its proxy answers for it: set it to DNS only.";
    }
  }
  return found;
}

std::vector<Evidence> txt_instead(const Analysis& analysis) {
  std::vector<Evidence> found = another_type(analysis, Problem::TxtInsteadOfCname, "Change the record type to CNAME",
                                             "The same name and value, but of type CNAME:");
  if (!found.empty()) return found;
  found = another_type(analysis, Problem::Flattened, "Change the record type to CNAME if you copied the key yourself",
                       "A CNAME, in the place of the TXT record:");
  for (Evidence& evidence : found) {
    evidence.severity = Severity::Info;
    evidence.why = "At " + evidence.values["names"] +
                   " stands the key itself, as TXT, and it is the right one today. Copied by hand it breaks as soon as "
                   "Amazon changes the key; a provider that follows CNAMEs by itself keeps it up to date.";
  }
  return found;
}

constexpr Rule rules[] = {
    {.id = "SES010",
     .slug = "dkim-cname-wrong-target",
     .severity = Severity::Error,
     .title = "A DKIM record points to the wrong target",
     .why = "{one} leads to {found}, but SES keeps the key at {expected}.",
     .explanation = "Each CNAME must lead to its own token in the zone of the identity's region. Another token, "
                    "another zone or an appended domain leads to no key or to somebody else's.",
     .fix = "Correct the target of the CNAME",
     .references = {"https://docs.aws.amazon.com/ses/latest/dg/send-email-authentication-dkim-easy.html",
                    "https://docs.aws.amazon.com/general/latest/gr/ses.html"},
     .find = wrong_target},
    {.id = "SES011",
     .slug = "dkim-cname-occupied",
     .severity = Severity::Error,
     .title = "Another record sits where a DKIM record belongs",
     .why = "At {one} stands {found} instead of the CNAME to {expected}.",
     .explanation =
         "A CNAME cannot share its name with other records. What stands there must go first. Where addresses "
         "answer for a CNAME that was saved, it is the provider's proxy that gives them (the orange cloud "
         "at Cloudflare): the record has to be set to DNS only.",
     .fix = "Delete the other record and publish the CNAME",
     .references = {"RFC 1034 section 3.6.2",
                    "https://docs.aws.amazon.com/ses/latest/dg/send-email-authentication-dkim-easy.html"},
     .find = occupied},
    {.id = "SES020",
     .slug = "dkim-txt-instead-of-cname",
     .severity = Severity::Error,
     .title = "A TXT record holds what belongs in a CNAME",
     .why = "At {names} stands a TXT record with the text {found}. It must be a CNAME: receivers read the text as a "
            "broken key.",
     .explanation =
         "The value that SES gives for DKIM is the target of a CNAME record. Saved as TXT it is just text. A "
         "TXT record with the key that stands at the target works until Amazon changes the key, which is "
         "a remark only.",
     .fix = "Change the type of the record from TXT to CNAME",
     .references = {"https://docs.aws.amazon.com/ses/latest/dg/send-email-authentication-dkim-easy.html"},
     .find = txt_instead},
};

}  // namespace

std::span<const Rule> ses_cname_content_rules() { return rules; }

}  // namespace alignmail::findings
