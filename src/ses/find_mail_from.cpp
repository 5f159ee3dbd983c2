// SPDX-License-Identifier: Apache-2.0
// A custom MAIL FROM that nobody named shows itself in DNS: its MX is a feedback host of SES.
#include "alignmail/ses.hpp"
#include "ses/regions.hpp"

namespace alignmail::ses {
namespace {

// Under which it usually stands; the documentation of SES and of those who send through it.
constexpr std::string_view labels[] = {"mail", "bounce", "bounces", "send", "ses", "email", "mailfrom", "feedback"};

// The region whose feedback host is the MX of that name.
const Region* region_at(const dns::Domain& name, dns::Inquiry& inquiry) {
  for (const dns::Mx& mx : inquiry.ask(name, dns::Type::MX).exchanges()) {
    const Region* region = mx.exchange ? region_by_feedback_host(mx.exchange->text()) : nullptr;
    if (region != nullptr) return region;
  }
  return nullptr;
}

}  // namespace

bool infer_from_dns(Setup& setup, dns::Inquiry& inquiry) {
  if (!setup.domain.value || (setup.default_mail_from && !setup.mail_from.known())) return true;
  std::vector<dns::Domain> names;
  if (setup.mail_from.value) {
    names.push_back(*setup.mail_from.value);
  } else {
    for (const std::string_view label : labels) {
      if (auto name = setup.domain.value->with_prefix(label)) names.push_back(*std::move(name));
    }
  }
  bool is_settled = true;
  for (const dns::Domain& name : names) {
    is_settled = dns::is_answer(inquiry.ask(name, dns::Type::MX).status) && is_settled;
  }
  for (const dns::Domain& name : names) {
    const Region* region = region_at(name, inquiry);
    if (region == nullptr) continue;
    // A name that belongs to another region's set-up is not the one in question.
    if (!setup.mail_from.known() && setup.region.known() && setup.region.value != region->name) continue;
    if (!setup.mail_from.known()) setup.mail_from = {name, Origin::Inferred};
    if (!setup.region.known()) setup.region = {std::string(region->name), Origin::Inferred};
    break;
  }
  return is_settled;
}

}  // namespace alignmail::ses
