// SPDX-License-Identifier: Apache-2.0
// A record in force, and identifiers beside it, made without DNS.
#pragma once

#include <string_view>

#include "dmarc/support.hpp"

namespace alignmail::dmarc {

inline Discovery applies(std::string_view author = "mail.example.com", Policy policy = Policy::Reject) {
  Discovery discovery{name(author)};
  discovery.record = Record{};
  discovery.record->policy = policy;
  discovery.policy = policy;
  discovery.policy_domain = discovery.author;
  discovery.organizational_domain = name("example.com");
  return discovery;
}

inline Alignment of(Method method, std::string_view domain, Authenticated authenticated, Relation relation,
                    bool could_change = false) {
  Alignment alignment{Identifier{
      .method = method, .domain = name(domain), .authenticated = authenticated, .could_change = could_change}};
  alignment.relation = relation;
  alignment.aligned_strict = relation == Relation::Exact;
  alignment.aligned_relaxed = relation == Relation::Exact || relation == Relation::SameOrganization;
  if (relation == Relation::Unknown) alignment.failure = dns::Status::Timeout;
  return alignment;
}

}  // namespace alignmail::dmarc
