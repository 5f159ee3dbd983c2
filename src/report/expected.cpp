// SPDX-License-Identifier: Apache-2.0
#include "report/expected.hpp"

#include "base/ascii.hpp"

namespace alignmail::report {

std::vector<std::string> expected_items(const ses::Setup& setup) {
  std::vector<std::string> items;
  const auto add = [&](const std::string& name, const std::string& value, ses::Origin origin) {
    if (origin == ses::Origin::Absent) return;
    items.push_back(name + " " + value + " (" + std::string(to_string(origin)) + ")");
  };
  if (setup.domain.value) add("identity", setup.domain.value->text(), setup.domain.origin);
  add("region", setup.region.value, setup.region.origin);
  if (setup.mail_from.value) add("MAIL FROM", setup.mail_from.value->text(), setup.mail_from.origin);
  add("DKIM", setup.dkim_kind.value, setup.dkim_kind.origin);
  add("tokens", ascii::join(setup.tokens.value, " "), setup.tokens.origin);
  add("DKIM zone", setup.hosted_zone.value, setup.hosted_zone.origin);
  add("token of _amazonses", setup.verification_token.value, setup.verification_token.origin);
  add("policy", setup.policy.value, setup.policy.origin);
  return items;
}

std::string expected_of(const ses::ChecklistRow& row) {
  const bool is_stricter = row.id == "dmarc" && row.status == ses::RowStatus::Ok && !row.found.empty() &&
                           !row.found.front().starts_with(row.expected);
  return row.expected + (is_stricter ? " or stricter" : "");
}

}  // namespace alignmail::report
