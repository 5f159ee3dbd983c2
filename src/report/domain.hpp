// SPDX-License-Identifier: Apache-2.0
// The report of alignmail domain: the set-up of a domain, without a message.
#pragma once

#include <string>

#include "alignmail/domain_audit.hpp"
#include "alignmail/report.hpp"

namespace alignmail::report {

struct DomainSubject {
  const dns::Domain& domain;
  const Analysis& audit;
  const Readiness& readiness;
  const findings::Findings& findings;
  const dns::Facts& facts;
  std::size_t waves = 0;  // of questions
};

std::string render_domain(const DomainSubject& subject, std::string_view format, const Style& style);

// The object of the contract, section 4.
std::string domain_json(const DomainSubject& subject, bool indented);

}  // namespace alignmail::report
