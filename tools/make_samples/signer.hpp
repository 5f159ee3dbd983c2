// SPDX-License-Identifier: Apache-2.0
// DKIM signing (RFC 6376 section 5) with c=relaxed/simple, which SES and most servers use.
//
// Written apart from the library on purpose: the samples put its verifier to the test and do
// not share its mistakes.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "make_samples/keys.hpp"
#include "make_samples/mail.hpp"

namespace make_samples {

// How a signer lays its field out: everything up to "b=", with {bh} where the body hash goes, or that itself.
struct Signing {
  std::string domain;
  std::string selector;
  const Key* key;
  std::string layout;              // value of the field up to and with "b="
  std::vector<std::string> names;  // h=, in order
  std::string field_name = "DKIM-Signature";
  std::optional<std::string> body = {};  // hashed instead of the body as it is

  // For signatures that are out of the ordinary: another text in the layout.
  Signing& say(std::string_view instead_of, std::string_view text);
};

// SES: v, a, q, c, s, d, t, h, bh, b in that order and these folds.
Signing ses_signing(std::string domain, std::string selector, const Key& key, long long time,
                    std::vector<std::string> names);
// OpenDKIM in a mail server of one's own.
Signing opendkim_signing(std::string domain, std::string selector, const Key& key, long long time,
                         std::vector<std::string> names);

// Puts the DKIM-Signature on top of the header.
void sign(Mail& mail, const Signing& signing);
// What b= holds: the signature over the named fields and the field itself with an empty b=.
std::string signature_of(const Mail& mail, const Signing& signing, const std::string& value);
std::string body_hash(std::string_view body);
std::string fold_base64(std::string_view text);
// Names of the fields, top down.
std::vector<std::string> field_names(const Mail& mail);

}  // namespace make_samples
