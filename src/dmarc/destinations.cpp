// SPDX-License-Identifier: Apache-2.0
// Where reports go, and whether that place wants them.
#include <algorithm>

#include "alignmail/dmarc.hpp"
#include "base/ascii.hpp"
#include "base/limits.hpp"
#include "dmarc/report_uri.hpp"

namespace alignmail::dmarc {
namespace {

// The domain of a mailto: URI; nothing for other schemes, which receivers no longer support.
std::optional<dns::Domain> mailbox_host(std::string_view uri) {
  constexpr std::string_view scheme = "mailto:";
  if (!ascii::iequals(uri.substr(0, scheme.size()), scheme)) return std::nullopt;
  uri = uri.substr(0, uri.find('?'));
  auto host = dns::Domain::parse_international(uri.substr(uri.rfind('@') + 1));
  if (!host || host->label_count() < 2) return std::nullopt;
  return *std::move(host);
}

// The record at the name needs no more than the version.
Consent read_consent(const dns::Answer& answer) {
  if (!dns::is_answer(answer.status)) return Consent::Unknown;
  const std::vector<std::string> texts = answer.texts();
  const auto agrees = [](const std::string& text) { return is_record(text); };
  return std::any_of(texts.begin(), texts.end(), agrees) ? Consent::Given : Consent::Missing;
}

void look_for_consent(ReportDestination& destination, const Discovery& discovery, const dns::SuffixList& suffixes,
                      dns::Inquiry& inquiry) {
  // Both questions go out together, though the answer to one may make the other needless.
  const auto ours = organizational_domain(*discovery.policy_domain, discovery.standard, suffixes, inquiry);
  const auto theirs = organizational_domain(destination.host, discovery.standard, suffixes, inquiry);
  const dns::Answer answer = inquiry.ask(destination.authorization, dns::Type::TXT);
  destination.status = answer.status;
  if (!ours || !theirs) return;
  destination.consent = *ours == *theirs ? Consent::NotNeeded : read_consent(answer);
}

}  // namespace

std::vector<ReportDestination> report_destinations(const Discovery& discovery, const dns::SuffixList& suffixes,
                                                   dns::Inquiry& inquiry) {
  std::vector<ReportDestination> destinations;
  if (!discovery.record || !discovery.policy_domain) return destinations;
  const auto add = [&](std::string_view tag, const std::vector<std::string>& uris) {
    for (const std::string& uri : uris) {
      auto host = mailbox_host(read_report_uri(uri).uri);
      if (!host || destinations.size() == limits::report_destinations) continue;
      auto name = host->with_prefix(discovery.policy_domain->text() + "._report._dmarc");
      if (!name) continue;
      ReportDestination destination{std::string(tag), uri, *std::move(host), *std::move(name)};
      if (destination.host == *discovery.policy_domain) {
        destination.consent = Consent::NotNeeded;
      } else {
        look_for_consent(destination, discovery, suffixes, inquiry);
      }
      destinations.push_back(std::move(destination));
    }
  };
  add("rua", discovery.record->aggregate_reports);
  add("ruf", discovery.record->failure_reports);
  return destinations;
}

std::string_view to_string(Consent consent) {
  switch (consent) {
    case Consent::NotNeeded: return "not_needed";
    case Consent::Given: return "given";
    case Consent::Missing: return "missing";
    case Consent::Unknown: return "unknown";
  }
  return "";
}

}  // namespace alignmail::dmarc
