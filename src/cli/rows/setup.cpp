// SPDX-License-Identifier: Apache-2.0
#include "cli/rows/family.hpp"

#include "base/ascii.hpp"
#include "cli/regions.hpp"

namespace alignmail::cli::rows {
namespace {

constexpr const char* group = "Expected SES set-up";

Result<void> set_region(Settings& settings, const std::string& value) {
  const std::string name = ascii::to_lower(value);
  if (!looks_like_region(name)) {
    return bad_value("--ses-region", value, "a region of SES such as us-east-1" + region_suggestion(name));
  }
  settings.setup.region = {name, ses::Origin::Given};
  return {};
}

Result<void> set_mail_from_domain(Settings& settings, const std::string& value) {
  auto domain = parse_domain("--ses-mail-from", value);
  if (!domain) return tl::unexpected(domain.error());
  settings.setup.mail_from = {*std::move(domain), ses::Origin::Given};
  return {};
}

Result<void> add_token(Settings& settings, const std::string& value) {
  const auto label = dns::Domain::parse(value);
  if (!label || label->label_count() != 1 || !label->is_host_like()) {
    return bad_value("--ses-dkim-token", value, "a token of Easy DKIM (one label of letters and digits)");
  }
  settings.setup.tokens.value.push_back(label->text());
  settings.setup.tokens.origin = ses::Origin::Given;
  if (!settings.setup.dkim_kind.known()) settings.setup.dkim_kind = {"easy", ses::Origin::Given};
  return {};
}

constexpr OptionRow rows[] = {
    {"--expect",
     "FILE",
     group,
     "Our JSON, or the output of aws sesv2 get-email-identity",
     setup,
     [](S s, V v) -> Result<void> {
       s.expect.push_back(v);
       return {};
     },
     {.repeats = true}},
    {"--ses-region", "REGION", group, "The region that sends", setup, set_region},
    {"--ses-mail-from", "DOMAIN", group, "The custom MAIL FROM domain", setup, set_mail_from_domain},
    {"--ses-dkim-token", "TOKEN", group, "A token of Easy DKIM; there are three", setup, add_token, {.repeats = true}},
    {"--ses-verification-token", "TOKEN", group, "The value of the TXT record at _amazonses.DOMAIN", setup,
     [](S s, V v) -> Result<void> {
       s.setup.verification_token = {v, ses::Origin::Given};
       return {};
     }},
};

}  // namespace

std::span<const OptionRow> expected_setup() { return rows; }

}  // namespace alignmail::cli::rows
