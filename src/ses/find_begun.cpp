// SPDX-License-Identifier: Apache-2.0
// A MAIL FROM that somebody began to set up: its SPF record shows what the name is for, its MX why SES does not use it.
#include <algorithm>

#include "ses/audit.hpp"
#include "ses/regions.hpp"

namespace alignmail::ses {
namespace {

// "feedback-smtp.us-east-1.amazonses.com.example.com": no other MX begins like that.
bool is_misspelt(const dns::Mx& mx) {
  return mx.exchange && mx.exchange->text().starts_with("feedback-smtp.") &&
         region_by_feedback_host(mx.exchange->text()) == nullptr;
}

bool is_of_ses(const dns::Mx& mx) { return mx.exchange && region_by_feedback_host(mx.exchange->text()) != nullptr; }

bool has_spf_for_ses(const dns::Domain& name, dns::Inquiry& inquiry) {
  const auto records = spf_records(inquiry.ask(name, dns::Type::TXT));
  return records.size() == 1 && reach_of_ses(records.front(), std::nullopt, inquiry) == Reach::Yes;
}

}  // namespace

Begun find_begun(const dns::Domain& name, std::string_view region, dns::Inquiry& inquiry) {
  const auto exchanges = inquiry.ask(name, dns::Type::MX).exchanges();
  const bool is_meant = std::any_of(exchanges.begin(), exchanges.end(),
                                    [](const dns::Mx& mx) { return is_of_ses(mx) || is_misspelt(mx); });
  if (!is_meant || !has_spf_for_ses(name, inquiry)) return {};
  std::vector<std::string> texts;
  texts.reserve(exchanges.size());
  for (const dns::Mx& mx : exchanges) texts.push_back(dns::to_string(mx));
  const dns::Mx& first = exchanges.front();
  const bool is_single = exchanges.size() == 1;
  // What is misspelt, or right but for its preference, nobody else can need.
  if (is_single && (is_misspelt(first) || is_feedback_host(first, region)))
    return {.to_mend = Suggestion{.name = name, .has_spf = true, .faulty_mx = std::move(texts)}};
  HalfMade half{.name = name, .mx = std::move(texts)};
  if (is_single) half.region = region_by_feedback_host(first.exchange->text())->name;
  return {.to_name = std::move(half)};
}

}  // namespace alignmail::ses
