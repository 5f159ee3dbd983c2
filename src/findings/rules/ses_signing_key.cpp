// SPDX-License-Identifier: Apache-2.0
#include "findings/rules/ses_signing_key.hpp"

#include <algorithm>

#include "base/ascii.hpp"
#include "findings/rules/ses_common.hpp"
#include "findings/rules/ses_fixes.hpp"

namespace alignmail::findings {
namespace {

constexpr std::string_view new_mail = "a new signature needs a new mail";
constexpr std::string_view new_selector = "NEWSELECTOR";

// The domain and the selector come from the message: a shell must see nothing in them.
std::string domain_for_shell(const dkim::SignatureResult& result) {
  const auto& domain = result.signature->domain;
  return domain && domain->is_host_like() ? domain->text() : "DOMAIN";
}

std::string selector_for_shell(const dkim::SignatureResult& result) {
  const auto selector = dns::Domain::parse(result.signature->selector_text);
  return selector && selector->is_host_like() ? selector->text() : "SELECTOR";
}

bool is_easy(const dkim::SignatureResult& result) {
  return ses::is_easy_dkim_token(ascii::to_lower(result.signature->selector_text));
}

std::vector<std::string> set_key(const Analysis& analysis, const dkim::SignatureResult& result,
                                 const std::string& origin, const std::string& attributes) {
  return {"aws sesv2 put-email-identity-dkim-signing-attributes --region " + ses_region(analysis) + " \\",
          "  --email-identity " + domain_for_shell(result) + " --signing-attributes-origin " + origin + " \\",
          "  --signing-attributes " + attributes};
}

std::string own_key(std::string_view selector) {
  return "DomainSigningSelector=" + std::string(selector) +
         ",DomainSigningPrivateKey=$(openssl pkey -in private.pem -outform der | openssl base64 -A)";
}

constexpr std::string_view show_public_key = "openssl pkey -in private.pem -pubout -outform der | openssl base64 -A";

}  // namespace

bool is_made_by_ses(const Analysis& analysis, const dkim::SignatureResult& result) {
  const auto& own = analysis.ses.own_signatures;
  return std::any_of(own.begin(), own.end(), [&](std::size_t index) { return &analysis.dkim[index] == &result; });
}

Fix lengthen_key(const Analysis& analysis, const dkim::SignatureResult& result) {
  Fix fix{.summary = "Let SES sign with a key of 2048 bits"};
  fix.unprovable = new_mail;
  if (is_easy(result)) {
    fix.steps = {
        {.text = "SES makes the key by itself; its length may be changed once a day:",
         .commands = set_key(analysis, result, "AWS_SES", "NextSigningKeyLength=RSA_2048_BIT")},
        {.text = "When CurrentSigningKeyLength is RSA_2048_BIT, see that the Tokens are those in DNS, and send "
                 "a new test:",
         .commands = {show_identity(analysis)}}};
    return fix;
  }
  const std::string name = std::string(new_selector) + "._domainkey." + domain_for_shell(result);
  fix.steps = {{.text = "Make a key, and have its public half printed:",
                .commands = {"openssl genrsa -out private.pem 2048", std::string(show_public_key)}},
               {.text = "Publish that at a new selector, and leave the old record until no mail signed with it is on "
                        "its way:",
                .lines = {name + ". 300 IN TXT \"v=DKIM1; k=rsa; p=PUBLICKEY\""}},
               {.text = "Give SES the private half, when DNS shows the record:",
                .commands = set_key(analysis, result, "EXTERNAL", own_key(new_selector))}};
  fix.applicability = Applicability::HasPlaceholders;
  return fix;
}

Fix bring_keys_together(const Analysis& analysis, const dkim::SignatureResult& result) {
  Fix fix{.summary = "Let DNS hold the key that signs"};
  fix.unprovable = "only the signer has the key that signs";
  if (is_easy(result)) {
    fix.summary = "Send a new test: Amazon may have changed the key since";
    fix.steps = {{.text = "If that fails too, see whether " + selector_for_shell(result) +
                          " is among the Tokens of the identity, and its CNAME leads into SigningHostedZone:",
                  .commands = {show_identity(analysis)}}};
    return fix;
  }
  fix.steps = {{.text = "See what belongs to the private key that SES was given; it has to be p= of the record:",
                .commands = {std::string(show_public_key)}},
               {.text = "If it is p= already, SES has another key: give it this one again:",
                .commands = set_key(analysis, result, "EXTERNAL", own_key(selector_for_shell(result)))}};
  fix.applicability = Applicability::HasPlaceholders;
  return fix;
}

}  // namespace alignmail::findings
