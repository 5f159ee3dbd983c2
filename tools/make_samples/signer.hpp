// SPDX-License-Identifier: Apache-2.0
// DKIM signing (RFC 6376 section 5) with c=relaxed/simple, which SES and most servers use.
//
// Written apart from the library on purpose: the samples put its verifier to the test and do
// not share its mistakes.
#pragma once

#include <string>
#include <vector>

#include "make_samples/keys.hpp"
#include "make_samples/mail.hpp"

namespace make_samples {

// How a signer lays its field out: everything up to "b=", with {bh} where the body hash goes.
struct Signing {
  std::string domain;
  std::string selector;
  const Key& key;
  std::string layout;              // value of the field up to and with "b="
  std::vector<std::string> names;  // h=, in order
};

// SES: v, a, q, c, s, d, t, h, bh, b in that order and these folds.
Signing ses_signing(std::string domain, std::string selector, const Key& key, long long time,
                    std::vector<std::string> names);
// OpenDKIM in a mail server of one's own.
Signing opendkim_signing(std::string domain, std::string selector, const Key& key, long long time,
                         std::vector<std::string> names);

// Puts the DKIM-Signature on top of the header.
void sign(Mail& mail, const Signing& signing);
// Names of the fields, top down.
std::vector<std::string> field_names(const Mail& mail);

}  // namespace make_samples
