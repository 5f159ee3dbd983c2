// SPDX-License-Identifier: Apache-2.0
#include "report/domain.hpp"
#include "report/json_parts.hpp"

namespace alignmail::report {

std::string domain_json(const DomainSubject& subject, bool indented) {
  const findings::Finding* next = subject.findings.next_action();
  json::Json object =
      json::members({{"domain", subject.domain.text()},
                     {"status", to_string(subject.readiness.standing)},
                     {"readiness", json::members({{"policy", "reject"},
                                                  {"sentence", json::text(subject.readiness.sentence)},
                                                  {"reasons", json::texts(subject.readiness.reasons)}})},
                     {"next_action", next ? json::Json(next->rule->id) : json::Json()},
                     {"expected", json::expected_setup(subject.audit.setup)},
                     {"checklist", json::checklist(subject.audit.checklist)},
                     {"findings", json::findings_list(subject.findings)},
                     {"plan", json::plan(subject.findings)},
                     {"dns", json::dns_facts(subject.facts)}});
  if (!subject.seen.overlay.empty()) object["dns_overlay"] = json::overlay(subject.seen);
  return json::dump(object, indented ? 1 : -1);
}

}  // namespace alignmail::report
