// SPDX-License-Identifier: Apache-2.0
// The audit of a domain's SES set-up without a message: what SES would send, judged from DNS and
// from what is expected.
//
// audit_domain() is a pure function like Judge::judge(): the inquiry notes what it still wants.
// Its analysis has no message, no signatures and nothing reported. The verdict in it is that of a
// mail which SES signs for the identity and sends under the MAIL FROM that is set up.
#pragma once

#include <string>
#include <vector>

#include "alignmail/analysis.hpp"

namespace alignmail {

Analysis audit_domain(const dns::Domain& domain, const Options& options, dns::Inquiry& inquiry,
                      const Assumption& assumption = {});

// Whether p=reject could be published, as far as SES is concerned.
enum class Standing : std::uint8_t {
  Ready,       // SPF and DKIM both count
  Incomplete,  // something is missing
  Broken,      // something stands in DNS that is wrong
  Unknown,     // DNS did not answer, or nobody named what to look for
};
std::string_view to_string(Standing standing);

struct Readiness {
  Standing standing = Standing::Unknown;
  std::string sentence{};              // for people, with the reasons
  std::vector<std::string> reasons{};  // what stands against it; empty when ready
};
Readiness readiness(const Analysis& audit);

}  // namespace alignmail
