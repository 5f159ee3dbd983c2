// SPDX-License-Identifier: Apache-2.0
// Trouble with DNS itself.
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

std::vector<Evidence> cname_loop(const Analysis& analysis) {
  return troubles(analysis, [](const DnsTrouble& t) { return t.loops; });
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
     .why =
         "The aliases that begin at {name} lead in a circle or past ten steps{others}, so no record is ever reached.",
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
