// SPDX-License-Identifier: Apache-2.0
// Trouble with DNS itself.
#include <algorithm>

#include "findings/evidence.hpp"
#include "findings/rules.hpp"

namespace alignmail::findings {
namespace {

using dns::Status;

// One finding for all questions of a kind: the server, not the name, is the trouble.
template <class Matches>
std::vector<Evidence> troubles(const Analysis& analysis, Matches matches) {
  Evidence evidence;
  for (const DnsTrouble& trouble : analysis.dns_trouble) {
    if (!matches(trouble)) continue;
    evidence.items.push_back(
        dns_item(trouble.question.name.text(), trouble.question.type, std::string(dns::to_string(trouble.status))));
  }
  if (evidence.items.empty()) return {};
  const std::size_t more = evidence.items.size() - 1;
  evidence.values = {{"name", evidence.items.front().name},
                     {"status", evidence.items.front().value},
                     {"others", more == 0 ? "" : " and " + std::to_string(more) + " more"}};
  return {evidence};
}

std::vector<Evidence> timeout(const Analysis& analysis) {
  return troubles(analysis, [](const DnsTrouble& t) { return t.status == Status::Timeout; });
}

std::vector<Evidence> failure_of_server(const Analysis& analysis) {
  return troubles(analysis, [](const DnsTrouble& t) {
    return !t.loops && (t.status == Status::ServFail || t.status == Status::Refused || t.status == Status::Malformed);
  });
}

// A name below the author's, or one where a record above it is looked for.
bool is_of_author(const Analysis& analysis, const dns::Domain& name) {
  if (!analysis.author) return false;
  const bool is_above = name.text().starts_with("_dmarc.") && analysis.author->is_within(name.parent());
  return is_above || name.is_within(*analysis.author);
}

Fix fix_of_loop(const Analysis& analysis, const std::vector<const DnsTrouble*>& loops) {
  const auto own = std::find_if(loops.begin(), loops.end(), [&](const DnsTrouble* trouble) {
    return is_of_author(analysis, trouble->question.name);
  });
  const dns::Question& question = (own == loops.end() ? loops.front() : *own)->question;
  const std::string name = question.name.text();
  if (own == loops.end()) return {.summary = "Have whoever runs " + name + " mend its CNAME"};
  const std::string type(dns::to_string(question.type));
  return one_step_fix("Delete the CNAME at " + name + ", and publish a " + type + " record there",
                      "Or point the CNAME at the name where that record stands. Until then every try ends like this.");
}

std::vector<Evidence> cname_loop(const Analysis& analysis) {
  std::vector<Evidence> found = troubles(analysis, [](const DnsTrouble& t) { return t.loops; });
  std::vector<const DnsTrouble*> loops;
  for (const DnsTrouble& trouble : analysis.dns_trouble) {
    if (trouble.loops) loops.push_back(&trouble);
  }
  for (Evidence& evidence : found) evidence.fix = fix_of_loop(analysis, loops);
  return found;
}

std::vector<Evidence> not_recorded(const Analysis& analysis) {
  return troubles(analysis, [](const DnsTrouble& t) { return t.status == Status::NotRecorded; });
}

constexpr Rule rules[] = {
    {.id = "DNS001",
     .slug = "dns-timeout",
     .severity = Severity::Warning,
     .title = "A DNS question got no answer in time",
     .why = "No answer came for {name}{others}. What depends on it is not known, which is not the same as absent.",
     .explanation =
         "The resolver or the name servers of the domain did not answer. Receivers meet the same trouble now and "
         "then, and treat it as a temporary failure.",
     .fix = "Run this again, or ask another resolver with --dns ADDRESS",
     .references = {"RFC 1035 section 7.2", "RFC 7208 section 2.6.6"},
     .find = timeout},
    {.id = "DNS002",
     .slug = "dns-failure",
     .severity = Severity::Warning,
     .title = "A DNS server failed or refused to answer",
     .why = "{name} got {status}{others}. What depends on it is not known, which is not the same as absent.",
     .explanation =
         "SERVFAIL and REFUSED come from name servers that cannot or will not answer: a broken delegation, a "
         "DNSSEC fault, a zone that does not load.",
     .fix = "Check the name servers of the domain, then run this again",
     .references = {"RFC 1035 section 4.1.1", "RFC 7208 section 2.6.6"},
     .find = failure_of_server},
    {.id = "DNS003",
     .slug = "dns-cname-loop",
     .severity = Severity::Warning,
     .title = "A chain of aliases loops or is too long",
     .why = "No record is ever reached from {name}{others}: the aliases that begin there lead in a circle or past ten "
            "steps.",
     .explanation =
         "A CNAME must lead to records. Chains that come back to themselves, or never end, make the name useless.",
     .fix = "Point the first CNAME at its final target",
     .references = {"RFC 1034 section 3.6.2"},
     .find = cname_loop},
    {.id = "DNS004",
     .slug = "dns-not-recorded",
     .severity = Severity::Warning,
     .title = "The recording lacks a question",
     .why = "The recording holds no answer for {name}{others}, so what depends on it is not known.",
     .explanation =
         "A replay answers only what was asked when it was recorded. Another version or other options may ask more.",
     .fix = "Record again with --dns-record, with the same options",
     .references = {"RFC 1035 section 4.1"},
     .find = not_recorded},
};

}  // namespace

std::span<const Rule> dns_rules() { return rules; }

}  // namespace alignmail::findings
